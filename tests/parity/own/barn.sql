-- What was planned, baked, packed and given for a barn dance, on top of `kitchen.sql`.

-- Two bows go into a sampler of thins.
INSERT INTO compositions VALUES (7, 3, NULL, NULL, NULL, 1, 2.0, 2, 0);
UPDATE finished_units SET inventory_count = 12 WHERE id = 1;
UPDATE finished_units SET inventory_count = 1 WHERE id = 3;
UPDATE finished_goods SET inventory_count = 1 WHERE id = 3;

INSERT INTO events VALUES (3, 'Barn dance', '2030-07-07', 'IN_PRODUCTION', 'BUNDLED');
INSERT INTO event_recipes VALUES (4, 3, 1);
INSERT INTO event_finished_goods VALUES (4, 3, 3, 3);
INSERT INTO batch_decisions VALUES (2, 3, 1, 1, 1), (3, 3, 1, 3, 1);

-- 18 of 24 thins and all four tins came out well; one sampler of the four that were typed as a
-- target is packed.
INSERT INTO recipe_snapshots VALUES
  (1, 1, NULL, 1.0, '2030-07-01 08:00:00',
   '{"name": "Oat thins", "yield_quantity": 24, "yield_unit": "piece", "yield_description": "Oat thin"}',
   '[{"ingredient_id": 1, "ingredient_name": "Oat meal", "ingredient_slug": "oat_meal", "quantity": 500.0, "unit": "g"},
     {"ingredient_id": 2, "ingredient_name": "Sea salt", "ingredient_slug": "sea_salt", "quantity": 10.0, "unit": "g"}]',
   0);
INSERT INTO event_production_targets VALUES (1, 3, 1, 2, NULL, 1);
INSERT INTO event_assembly_targets VALUES (1, 3, 3, 4, NULL, NULL);
INSERT INTO production_runs VALUES
  (1, 1, 1, 3, 1, 1, 24, 18, '2030-07-05 08:00:00', 'partial_loss', 6, 0.7, 0.0388888888888889),
  (2, 1, 3, 3, 1, 1, 4, 4, '2030-07-05 10:00:00', 'complete', 0, 0.7, 0.175);
INSERT INTO production_consumptions VALUES
  (1, 1, 'oat_meal', 500.0, 'g', 0.6),
  (2, 1, 'sea_salt', 10.0, 'g', 0.1),
  (3, 2, 'oat_meal', 500.0, 'g', 0.6),
  (4, 2, 'sea_salt', 10.0, 'g', 0.1);
INSERT INTO production_losses VALUES (1, 1, 1, 'burnt', 6, 0.0388888888888889, 0.233333333333333);
INSERT INTO assembly_runs VALUES (1, 3, 3, NULL, 1, '2030-07-06 09:00:00', 0.7384, 0.7384, 0);
INSERT INTO assembly_finished_unit_consumptions VALUES
  (1, 1, 1, 6, 0.0389, 0.2334),
  (2, 1, 3, 1, 0.175, 0.175);
INSERT INTO material_consumptions VALUES
  (1, 1, 1, 1, 100.0, 0.0033, 0.33, 'Jute reel', 'Jute string', 'Jute', 'Ropes', NULL);

-- Batches were fewer in the end, and there are no bags.
INSERT INTO plan_snapshots VALUES
  (1, 3,
   '{"created_at": "2030-07-01T08:00:00", "recipes": [{"recipe_id": 1, "recipe_name": "Oat thins"}],
     "finished_goods": [
       {"fg_id": 3, "fg_name": "Thin sampler", "fg_slug": "thin-sampler", "quantity": 3},
       {"fg_id": 1, "fg_name": "Picnic bag", "fg_slug": "picnic-bag", "quantity": 2}],
     "batch_decisions": [
       {"recipe_id": 1, "recipe_name": "Oat thins", "batches": 2, "finished_unit_id": 1},
       {"recipe_id": 1, "recipe_name": "Oat thins", "batches": 1, "finished_unit_id": 3}]}');
INSERT INTO plan_amendments VALUES
  (1, 3, 'DROP_FG', '{"fg_id": 1, "fg_name": "Picnic bag", "original_quantity": 2}',
   'no bags left', '2030-07-02 08:00:00'),
  (2, 3, 'MODIFY_BATCH',
   '{"recipe_id": 1, "recipe_name": "Oat thins", "old_batches": 2, "new_batches": 1}',
   'a smaller hall', '2030-07-03 08:00:00');

INSERT INTO recipients VALUES (1, 'Ada Miller');
INSERT INTO packages VALUES (1, 'Miller''s box', 0), (2, 'Thin gift', 1);
INSERT INTO package_finished_goods VALUES (1, 1, 3, 2), (2, 1, 2, 1), (3, 2, 3, 1);
INSERT INTO event_recipient_packages VALUES (1, 3, 1, 1, 1, 'PENDING', 'pending');
