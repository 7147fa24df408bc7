-- A tiny desktop database: invented names, round numbers. Only the columns the harness reads.

CREATE TABLE ingredients (
  id, slug, display_name, density_volume_value, density_volume_unit, density_weight_value, density_weight_unit
);
INSERT INTO ingredients VALUES
  (1, 'oat_meal', 'Oat meal', 1, 'l', 400, 'g'),
  (2, 'sea_salt', 'Sea salt', NULL, NULL, NULL, NULL),
  (3, 'hen_egg', 'Hen egg', 0, '', NULL, NULL);

CREATE TABLE products (
  id, ingredient_id, brand, product_name, package_unit, package_unit_quantity
);
INSERT INTO products VALUES
  (1, 1, 'Millrace', 'Rolled', 'kg', 2.5),
  (2, 2, NULL, NULL, 'g', 500.0);

CREATE TABLE inventory_items (
  id, product_id, quantity, unit_cost, purchase_date, expiration_date, location
);
INSERT INTO inventory_items VALUES
  (1, 1, 2.5, 1.2, '2030-01-05', NULL, 'cellar'),
  (2, 1, 0.75, NULL, '2030-01-05', '2030-07-01', NULL),
  (3, 2, 0.0004, 0.01, NULL, NULL, NULL);

CREATE TABLE recipes (
  id, slug, name
);
INSERT INTO recipes VALUES
  (1, 'oat-thins', 'Oat thins'),
  (2, 'salt-loaf', 'Salt loaf');

CREATE TABLE finished_units (
  id, slug, display_name, recipe_id
);
INSERT INTO finished_units VALUES
  (1, 'oat-thin', 'Oat thin', 1),
  (2, 'small-loaf', 'Small loaf', 2);

CREATE TABLE finished_goods (
  id, slug, display_name
);
INSERT INTO finished_goods VALUES
  (1, 'picnic-bag', 'Picnic bag'),
  (2, 'picnic-crate', 'Picnic crate');

CREATE TABLE compositions (
  id, assembly_id, finished_unit_id, finished_good_id, packaging_product_id, component_quantity, sort_order
);
INSERT INTO compositions VALUES
  (1, 1, 1, NULL, NULL, 8.0, 0),
  (2, 1, NULL, NULL, 2, 1.0, 1),
  (3, 2, NULL, 1, NULL, 3.0, 0),
  (4, 2, 2, NULL, NULL, 2.0, 1);

CREATE TABLE events (
  id, name, event_date
);
INSERT INTO events VALUES
  (1, 'Mill day', '2030-05-01'),
  (2, 'Quay feast 🎏', '2030-06-09');

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
