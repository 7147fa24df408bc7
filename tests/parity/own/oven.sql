-- Another tiny desktop database, for what is made: invented names, round numbers.

CREATE TABLE ingredients (
  id, slug, display_name, density_volume_value, density_volume_unit, density_weight_value, density_weight_unit
);
INSERT INTO ingredients VALUES
  (1, 'rye_flour', 'Rye flour', NULL, NULL, NULL, NULL),
  (2, 'duck_egg', 'Duck egg', NULL, NULL, NULL, NULL),
  (3, 'caraway', 'Caraway', NULL, NULL, NULL, NULL),
  (4, 'card_box', 'Card box', NULL, NULL, NULL, NULL);

CREATE TABLE products (
  id, ingredient_id, brand, product_name, package_size, package_unit, package_unit_quantity, preferred, is_hidden
);
INSERT INTO products VALUES
  (1, 1, 'Millrace', 'Rye', NULL, 'kg', 5.0, 1, 0),
  (2, 3, NULL, NULL, NULL, 'g', 100.0, 1, 0),
  (3, 4, NULL, 'Small box', NULL, 'each', 10.0, 1, 0);

-- 2.00 a kilogram, 0.50 a box; nobody knows what the caraway cost.
CREATE TABLE purchases (id, product_id, supplier_id, purchase_date, unit_price, quantity_purchased);
INSERT INTO purchases VALUES (1, 1, NULL, '2026-01-02', 10.0, 4), (2, 3, NULL, '2026-01-02', 5.0, 1);

CREATE TABLE inventory_items (
  id, product_id, quantity, unit_cost, purchase_date, expiration_date, location, purchase_id
);
INSERT INTO inventory_items VALUES
  (1, 1, 20.0, 2.0, '2026-01-02', NULL, NULL, 1),
  (2, 2, 50.0, NULL, '2026-01-02', NULL, NULL, NULL),
  (3, 3, 10.0, 0.5, '2026-01-02', NULL, NULL, 2);

CREATE TABLE suppliers (id, name);
INSERT INTO suppliers VALUES (1, 'Ropery shop');

CREATE TABLE material_categories (id, name, slug);
INSERT INTO material_categories VALUES (1, 'Ropes', 'ropes');

CREATE TABLE material_subcategories (id, category_id, name, slug);
INSERT INTO material_subcategories VALUES (1, 1, 'Jute', 'jute');

CREATE TABLE materials (id, subcategory_id, name, slug, base_unit_type);
INSERT INTO materials VALUES (1, 1, 'Jute string', 'jute_string', 'linear_cm');

CREATE TABLE material_products (
  id, material_id, name, slug, brand, package_quantity, package_unit, quantity_in_base_units
);
INSERT INTO material_products VALUES (1, 1, 'Jute reel', 'jute_reel', 'Ropery', 3, 'meters', 300.0);

CREATE TABLE material_units (id, material_product_id, name, slug, quantity_per_unit);
INSERT INTO material_units VALUES (1, 1, 'Bow', 'bow', 50.0);

-- 60 cm are left at 1.00 for 300 cm, then 300 cm at 1.50.
CREATE TABLE material_purchases (
  id, product_id, supplier_id, purchase_date, packages_purchased, package_price
);
INSERT INTO material_purchases VALUES
  (1, 1, 1, '2026-01-02', 1, 1.0),
  (2, 1, 1, '2026-01-03', 1, 1.5);

CREATE TABLE material_inventory_items (
  id, material_product_id, material_purchase_id, quantity_purchased, quantity_remaining,
  cost_per_unit, purchase_date
);
INSERT INTO material_inventory_items VALUES
  (1, 1, 1, 300.0, 60.0, 0.0033333333333333335, '2026-01-02'),
  (2, 1, 2, 300.0, 300.0, 0.005, '2026-01-03');

CREATE TABLE recipes (id, slug, name);
INSERT INTO recipes VALUES (1, 'rye-bun', 'Rye bun'), (2, 'egg-wash', 'Egg wash'), (3, 'rye-loaf', 'Rye loaf');

CREATE TABLE recipe_ingredients (id, recipe_id, ingredient_id, quantity, unit);
INSERT INTO recipe_ingredients VALUES (1, 1, 1, 1.0, 'kg'), (2, 2, 2, 2.0, 'each'), (3, 3, 1, 2.0, 'kg');

CREATE TABLE recipe_components (id, recipe_id, component_recipe_id, quantity, sort_order);
INSERT INTO recipe_components VALUES (1, 1, 2, 0.5, 0);

CREATE TABLE finished_units (
  id, slug, display_name, recipe_id, yield_mode, yield_type, items_per_batch, item_unit,
  batch_percentage, inventory_count
);
INSERT INTO finished_units VALUES
  (1, 'bun', 'Bun', 1, 'DISCRETE_COUNT', 'SERVING', 10, 'piece', NULL, 0),
  (2, 'half-loaf', 'Half loaf', 3, 'BATCH_PORTION', 'SERVING', NULL, NULL, 50.0, 0);

CREATE TABLE finished_goods (id, slug, display_name, assembly_type, inventory_count);
INSERT INTO finished_goods VALUES
  (1, 'loaf-box', 'Loaf box', 'BUNDLE', 0),
  (2, 'loaf-crate', 'Loaf crate', 'BUNDLE', 0);

CREATE TABLE compositions (
  id, assembly_id, finished_unit_id, finished_good_id, packaging_product_id, material_unit_id,
  component_quantity, sort_order
);
INSERT INTO compositions VALUES
  (1, 1, 2, NULL, NULL, NULL, 1.0, 0),
  (2, 1, NULL, NULL, 3, NULL, 1.0, 1),
  (3, 1, NULL, NULL, NULL, 1, 1.0, 2),
  (4, 2, NULL, 1, NULL, NULL, 2.0, 0);

CREATE TABLE events (id, name, event_date, plan_state, output_mode);
INSERT INTO events VALUES (1, 'Oven day', '2026-02-01', 'DRAFT', 'BULK_COUNT');

CREATE TABLE event_recipes (id, event_id, recipe_id);
INSERT INTO event_recipes VALUES (1, 1, 3);

CREATE TABLE event_finished_goods (id, event_id, finished_good_id, quantity);
INSERT INTO event_finished_goods VALUES (1, 1, 2, 1);

CREATE TABLE batch_decisions (id, event_id, recipe_id, finished_unit_id, batches);
INSERT INTO batch_decisions VALUES (1, 1, 3, 2, 1);

CREATE TABLE event_production_targets (id, event_id, recipe_id, target_batches, recipe_snapshot_id);
INSERT INTO event_production_targets VALUES (1, 1, 1, 1, NULL);

CREATE TABLE event_assembly_targets (
  id, event_id, finished_good_id, target_quantity, finished_good_snapshot_id
);

CREATE TABLE recipients (id, name);
INSERT INTO recipients VALUES (1, 'Anna');

CREATE TABLE packages (id, name);
INSERT INTO packages VALUES (1, 'Crate for a friend');

CREATE TABLE package_finished_goods (id, package_id, finished_good_id, quantity);
INSERT INTO package_finished_goods VALUES (1, 1, 2, 1);

CREATE TABLE event_recipient_packages (id, event_id, recipient_id, package_id, quantity, fulfillment_status);
INSERT INTO event_recipient_packages VALUES (1, 1, 1, 1, 1, 'pending');

-- A batch that was lost whole, and one of which nobody knows what its caraway cost.
CREATE TABLE production_runs (
  id, recipe_id, finished_unit_id, event_id, recipe_snapshot_id, num_batches, expected_yield,
  actual_yield, produced_at, production_status, loss_quantity, total_ingredient_cost, per_unit_cost
);
INSERT INTO production_runs VALUES
  (1, 1, 1, NULL, NULL, 1, 10, 0, '2026-01-03 08:00:00', 'total_loss', 10, 2.0, 0),
  (2, 3, 2, NULL, NULL, 1, 1, 1, '2026-01-04 08:00:00', 'complete', 0, 4.0, 4.0);

CREATE TABLE production_consumptions (
  id, production_run_id, ingredient_slug, quantity_consumed, unit, total_cost
);
INSERT INTO production_consumptions VALUES
  (1, 1, 'rye_flour', 1.0, 'kg', 2.0),
  (2, 2, 'rye_flour', 2.0, 'kg', 4.0),
  (3, 2, 'caraway', 5.0, 'g', 0);

CREATE TABLE production_losses (
  id, production_run_id, finished_unit_id, loss_category, loss_quantity, per_unit_cost, total_loss_cost
);
INSERT INTO production_losses VALUES (1, 1, 1, 'contaminated', 10, 0, 0);
