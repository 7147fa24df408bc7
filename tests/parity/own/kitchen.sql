-- A tiny desktop database: invented names, round numbers. Only the columns the harness reads.

CREATE TABLE ingredients (
  id, slug, display_name, density_volume_value, density_volume_unit, density_weight_value, density_weight_unit
);
INSERT INTO ingredients VALUES
  (1, 'oat_meal', 'Oat meal', 1, 'l', 400, 'g'),
  (2, 'sea_salt', 'Sea salt', NULL, NULL, NULL, NULL),
  (3, 'hen_egg', 'Hen egg', 0, '', NULL, NULL);

CREATE TABLE products (
  id, ingredient_id, brand, product_name, package_size, package_unit, package_unit_quantity, preferred, is_hidden
);
INSERT INTO products VALUES
  (1, 1, 'Millrace', 'Rolled', NULL, 'kg', 2.5, 1, 0),
  (2, 2, NULL, NULL, NULL, 'g', 500.0, 1, 0);

-- 3.00 for a bag of 2.5 kg; but 0.01 for one gram of salt, as its lot tells.
CREATE TABLE purchases (
  id, product_id, supplier_id, purchase_date, unit_price, quantity_purchased
);
INSERT INTO purchases VALUES
  (1, 1, NULL, '2030-01-05', 3.0, 1),
  (2, 2, NULL, '2030-01-04', 0.01, 500);

CREATE TABLE inventory_items (
  id, product_id, quantity, unit_cost, purchase_date, expiration_date, location, purchase_id
);
INSERT INTO inventory_items VALUES
  (1, 1, 2.5, 1.2, '2030-01-05', NULL, 'cellar', 1),
  (2, 1, 0.75, NULL, '2030-01-05', '2030-07-01', NULL, NULL),
  (3, 2, 0.0004, 0.01, NULL, NULL, NULL, 2);

CREATE TABLE inventory_depletions (
  id, inventory_item_id, quantity_depleted, depletion_reason, depletion_date, cost
);
INSERT INTO inventory_depletions VALUES
  (1, 3, 30.0, 'ad_hoc_usage', '2030-01-06 08:00:00', 0.3);

CREATE TABLE material_categories (id, name, slug);
INSERT INTO material_categories VALUES (1, 'Ropes', 'ropes');

CREATE TABLE material_subcategories (id, category_id, name, slug);
INSERT INTO material_subcategories VALUES (1, 1, 'Jute', 'jute');

CREATE TABLE materials (id, subcategory_id, name, slug, base_unit_type);
INSERT INTO materials VALUES (1, 1, 'Jute string', 'jute_string', 'linear_cm');

CREATE TABLE material_products (
  id, material_id, name, slug, brand, package_quantity, package_unit, quantity_in_base_units
);
INSERT INTO material_products VALUES
  (1, 1, 'Jute reel', 'jute_reel', 'Ropery', 3, 'meters', 300.0);

CREATE TABLE material_units (id, material_product_id, name, slug, quantity_per_unit);
INSERT INTO material_units VALUES (1, 1, 'Bow', 'bow', 50.0);

-- 1.00 for 300 cm, then 1.50.
CREATE TABLE material_purchases (
  id, product_id, supplier_id, purchase_date, packages_purchased, package_price
);
INSERT INTO material_purchases VALUES
  (1, 1, NULL, '2030-01-02', 1, 1.0),
  (2, 1, NULL, '2030-01-09', 1, 1.5);

CREATE TABLE material_inventory_items (
  id, material_product_id, material_purchase_id, quantity_purchased, quantity_remaining,
  cost_per_unit, purchase_date
);
INSERT INTO material_inventory_items VALUES
  (1, 1, 1, 300.0, 200.0, 0.0033333333333333335, '2030-01-02'),
  (2, 1, 2, 300.0, 300.0, 0.005, '2030-01-09');

CREATE TABLE recipes (
  id, slug, name
);
INSERT INTO recipes VALUES
  (1, 'oat-thins', 'Oat thins'),
  (2, 'salt-loaf', 'Salt loaf'),
  (3, 'salt-glaze', 'Salt glaze'),
  (4, 'glazed-oats', 'Glazed oats');

CREATE TABLE recipe_ingredients (
  id, recipe_id, ingredient_id, quantity, unit
);
INSERT INTO recipe_ingredients VALUES
  (1, 1, 1, 500.0, 'g'),
  (2, 1, 1, 0.5, 'l'),
  (3, 1, 2, 10.0, 'g'),
  (4, 2, 1, 1.0, 'kg'),
  (5, 2, 2, 20.0, 'g'),
  (6, 2, 3, 2.0, 'each'),
  (7, 3, 2, 30.0, 'g'),
  (8, 4, 1, 1.0, 'kg');

CREATE TABLE recipe_components (
  id, recipe_id, component_recipe_id, quantity, sort_order
);
INSERT INTO recipe_components VALUES
  (1, 2, 3, 0.5, 0),
  (2, 4, 3, 1.0, 0);

CREATE TABLE finished_units (
  id, slug, display_name, recipe_id, yield_mode, yield_type, items_per_batch, item_unit, batch_percentage, inventory_count
);
INSERT INTO finished_units VALUES
  (1, 'oat-thin', 'Oat thin', 1, 'DISCRETE_COUNT', 'SERVING', 24, 'piece', NULL, 0),
  (2, 'small-loaf', 'Small loaf', 2, 'BATCH_PORTION', 'EA', NULL, NULL, 25.0, 0),
  (3, 'thin-tin', 'Thin tin', 1, 'DISCRETE_COUNT', 'EA', 4, 'tin', NULL, 0);

CREATE TABLE finished_goods (
  id, slug, display_name, assembly_type, inventory_count
);
INSERT INTO finished_goods VALUES
  (1, 'picnic-bag', 'Picnic bag', 'BUNDLE', 0),
  (2, 'picnic-crate', 'Picnic crate', 'BUNDLE', 0),
  (3, 'thin-sampler', 'Thin sampler', 'BUNDLE', 0);

CREATE TABLE compositions (
  id, assembly_id, finished_unit_id, finished_good_id, packaging_product_id, material_unit_id,
  component_quantity, sort_order, is_generic
);
INSERT INTO compositions VALUES
  (1, 1, 1, NULL, NULL, NULL, 8.0, 0, 0),
  (2, 1, NULL, NULL, 2, NULL, 1.0, 1, 0),
  (3, 2, NULL, 1, NULL, NULL, 3.0, 0, 0),
  (4, 2, 2, NULL, NULL, NULL, 2.0, 1, 0),
  (5, 3, 1, NULL, NULL, NULL, 6.0, 0, 0),
  (6, 3, 3, NULL, NULL, NULL, 1.0, 1, 0);

CREATE TABLE events (
  id, name, event_date, plan_state, output_mode
);
INSERT INTO events VALUES
  (1, 'Mill day', '2030-05-01', 'DRAFT', 'BUNDLED'),
  (2, 'Quay feast 🎏', '2030-06-09', 'DRAFT', NULL);

CREATE TABLE event_recipes (
  id, event_id, recipe_id
);
INSERT INTO event_recipes VALUES
  (1, 1, 1),
  (2, 1, 2),
  (3, 2, 1);

CREATE TABLE event_finished_goods (
  id, event_id, finished_good_id, quantity
);
INSERT INTO event_finished_goods VALUES
  (1, 1, 1, 5),
  (2, 1, 2, 4),
  (3, 2, 2, 2);

CREATE TABLE batch_decisions (
  id, event_id, recipe_id, finished_unit_id, batches
);
INSERT INTO batch_decisions VALUES
  (1, 1, 1, 1, 5);

-- Nothing was baked, packed or given yet.
CREATE TABLE recipe_snapshots (
  id, recipe_id, production_run_id, scale_factor, snapshot_date, recipe_data, ingredients_data,
  is_backfilled
);
CREATE TABLE event_production_targets (
  id, event_id, recipe_id, target_batches, notes, recipe_snapshot_id
);
CREATE TABLE material_unit_snapshots (
  id, material_unit_id, planning_snapshot_id, assembly_run_id, snapshot_date, definition_data
);
CREATE TABLE finished_good_snapshots (
  id, finished_good_id, planning_snapshot_id, assembly_run_id, snapshot_date, definition_data
);
CREATE TABLE event_assembly_targets (
  id, event_id, finished_good_id, target_quantity, notes, finished_good_snapshot_id
);
CREATE TABLE production_runs (
  id, recipe_id, finished_unit_id, event_id, recipe_snapshot_id, num_batches, expected_yield,
  actual_yield, produced_at, production_status, loss_quantity, total_ingredient_cost, per_unit_cost
);
CREATE TABLE production_consumptions (
  id, production_run_id, ingredient_slug, quantity_consumed, unit, total_cost
);
CREATE TABLE production_losses (
  id, production_run_id, finished_unit_id, loss_category, loss_quantity, per_unit_cost,
  total_loss_cost
);
CREATE TABLE assembly_runs (
  id, finished_good_id, event_id, finished_good_snapshot_id, quantity_assembled, assembled_at,
  total_component_cost, per_unit_cost, packaging_bypassed
);
CREATE TABLE assembly_finished_unit_consumptions (
  id, assembly_run_id, finished_unit_id, quantity_consumed, unit_cost_at_consumption, total_cost
);
CREATE TABLE assembly_finished_good_consumptions (
  id, assembly_run_id, finished_good_id, quantity_consumed, unit_cost_at_consumption, total_cost
);
CREATE TABLE assembly_packaging_consumptions (
  id, assembly_run_id, product_id, quantity_consumed, unit, total_cost
);
CREATE TABLE material_consumptions (
  id, assembly_run_id, product_id, inventory_item_id, quantity_consumed, unit_cost, total_cost,
  product_name, material_name, subcategory_name, category_name, supplier_name
);
CREATE TABLE plan_snapshots (id, event_id, snapshot_data);
CREATE TABLE plan_amendments (
  id, event_id, amendment_type, amendment_data, reason, created_at
);
CREATE TABLE recipients (id, name);
CREATE TABLE packages (id, name, is_template);
CREATE TABLE package_finished_goods (id, package_id, finished_good_id, quantity);
CREATE TABLE event_recipient_packages (
  id, event_id, recipient_id, package_id, quantity, status, fulfillment_status
);
