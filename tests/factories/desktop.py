"""Desktop databases made by us: the desktop app's columns, our own invented rows."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

MOMENT = "2031-02-03 04:05:06.000007"
BASE = "id INTEGER PRIMARY KEY, uuid VARCHAR(36) NOT NULL, created_at DATETIME, updated_at DATETIME"

# Table → its columns beside the four every table has, as the desktop declares them.
TABLES: dict[str, str] = {
    "units": "code VARCHAR(20), display_name VARCHAR(50), category VARCHAR(20)",
    "suppliers": (
        "name VARCHAR(200), slug VARCHAR(100), supplier_type VARCHAR(20), "
        "website_url VARCHAR(500), street_address VARCHAR(200), city VARCHAR(100), "
        "state VARCHAR(2), zip_code VARCHAR(10), notes TEXT, is_active BOOLEAN"
    ),
    "ingredients": (
        "display_name VARCHAR(200), slug VARCHAR(200), "
        "parent_ingredient_id INTEGER REFERENCES ingredients (id), hierarchy_level INTEGER, "
        "category VARCHAR(100), description TEXT, notes TEXT, foodon_id VARCHAR(50), "
        "foodex2_code VARCHAR(50), langual_terms JSON, fdc_ids JSON, density_volume_value FLOAT, "
        "density_volume_unit VARCHAR(20), density_weight_value FLOAT, "
        "density_weight_unit VARCHAR(20), moisture_pct FLOAT, allergens JSON, "
        "date_added DATETIME, last_modified DATETIME"
    ),
    "ingredient_aliases": (
        "ingredient_id INTEGER REFERENCES ingredients (id), alias VARCHAR(200), locale VARCHAR(10)"
    ),
    "products": (
        "ingredient_id INTEGER REFERENCES ingredients (id), brand VARCHAR(200), "
        "product_name VARCHAR(200), package_size VARCHAR(100), package_type VARCHAR(50), "
        "package_unit VARCHAR(50), package_unit_quantity FLOAT, upc_code VARCHAR(20), "
        "slug VARCHAR(200), supplier VARCHAR(200), supplier_sku VARCHAR(100), gtin VARCHAR(20), "
        "brand_owner VARCHAR(200), gpc_brick_code VARCHAR(20), net_content_value FLOAT, "
        "net_content_uom VARCHAR(20), country_of_sale VARCHAR(3), off_id VARCHAR(50), "
        "preferred BOOLEAN, preferred_supplier_id INTEGER REFERENCES suppliers (id), "
        "is_hidden BOOLEAN, is_provisional BOOLEAN, notes TEXT, date_added DATETIME, "
        "last_modified DATETIME"
    ),
    "product_packaging": (
        "product_id INTEGER REFERENCES products (id), packaging_level VARCHAR(20), "
        "packaging_type_code VARCHAR(20), packaging_material_code VARCHAR(20), "
        "qty_of_next_lower_level INTEGER, dimensions_l_w_h_uom JSON, gross_weight_value_uom JSON"
    ),
    "purchases": (
        "product_id INTEGER REFERENCES products (id), "
        "supplier_id INTEGER REFERENCES suppliers (id), purchase_date DATE, "
        "unit_price NUMERIC, quantity_purchased INTEGER, notes TEXT"
    ),
    "inventory_items": (
        "product_id INTEGER REFERENCES products (id), "
        "purchase_id INTEGER REFERENCES purchases (id), quantity FLOAT, "
        "unit_cost FLOAT, purchase_date DATE, expiration_date DATE, opened_date DATE, "
        "location VARCHAR(100), lot_or_batch VARCHAR(100), notes TEXT, last_updated DATETIME"
    ),
    "inventory_depletions": (
        "inventory_item_id INTEGER REFERENCES inventory_items (id), quantity_depleted NUMERIC, "
        "depletion_reason VARCHAR(50), depletion_date DATETIME, notes TEXT, cost NUMERIC, "
        "created_by VARCHAR(100)"
    ),
    "recipe_categories": (
        "name VARCHAR(100), slug VARCHAR(100), description TEXT, sort_order INTEGER"
    ),
    "recipes": (
        "name VARCHAR(200), slug VARCHAR(200), previous_slug VARCHAR(200), category VARCHAR(100), "
        "source VARCHAR(500), estimated_time_minutes INTEGER, notes TEXT, is_archived BOOLEAN, "
        "base_recipe_id INTEGER REFERENCES recipes (id), variant_name VARCHAR(100), "
        "is_production_ready BOOLEAN, date_added DATETIME, last_modified DATETIME"
    ),
    "recipe_ingredients": (
        "recipe_id INTEGER REFERENCES recipes (id), "
        "ingredient_id INTEGER REFERENCES ingredients (id), quantity FLOAT, unit VARCHAR(50), "
        "notes VARCHAR(500)"
    ),
    "recipe_components": (
        "recipe_id INTEGER REFERENCES recipes (id), "
        "component_recipe_id INTEGER REFERENCES recipes (id), quantity FLOAT, notes VARCHAR(500), "
        "sort_order INTEGER"
    ),
    "finished_units": (
        "slug VARCHAR(100), display_name VARCHAR(200), description TEXT, "
        "recipe_id INTEGER REFERENCES recipes (id), yield_mode VARCHAR(14), "
        "yield_type VARCHAR(10), items_per_batch INTEGER, item_unit VARCHAR(50), "
        "batch_percentage NUMERIC(5, 2), portion_description VARCHAR(200), "
        "inventory_count INTEGER, category VARCHAR(100), production_notes TEXT, notes TEXT"
    ),
    "finished_goods": (
        "slug VARCHAR(100), display_name VARCHAR(200), description TEXT, "
        "assembly_type VARCHAR(6), packaging_instructions TEXT, inventory_count INTEGER, notes TEXT"
    ),
    "compositions": (
        "assembly_id INTEGER REFERENCES finished_goods (id), package_id INTEGER, "
        "finished_unit_id INTEGER REFERENCES finished_units (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), "
        "packaging_product_id INTEGER REFERENCES products (id), "
        "material_unit_id INTEGER REFERENCES material_units (id), "
        "component_quantity FLOAT, component_notes TEXT, sort_order INTEGER, is_generic BOOLEAN"
    ),
    "events": (
        "name VARCHAR(200), event_date DATE, year INTEGER, notes TEXT, output_mode VARCHAR(10), "
        "expected_attendees INTEGER, plan_state VARCHAR(13), date_added DATETIME, "
        "last_modified DATETIME"
    ),
    "event_recipes": (
        "event_id INTEGER REFERENCES events (id), recipe_id INTEGER REFERENCES recipes (id)"
    ),
    "event_finished_goods": (
        "event_id INTEGER REFERENCES events (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), quantity INTEGER"
    ),
    "batch_decisions": (
        "event_id INTEGER REFERENCES events (id), recipe_id INTEGER, "
        "finished_unit_id INTEGER REFERENCES finished_units (id), batches INTEGER"
    ),
    "material_categories": (
        "name VARCHAR(100), slug VARCHAR(100), description TEXT, sort_order INTEGER"
    ),
    "material_subcategories": (
        "category_id INTEGER REFERENCES material_categories (id), name VARCHAR(100), "
        "slug VARCHAR(100), description TEXT, sort_order INTEGER"
    ),
    "materials": (
        "subcategory_id INTEGER REFERENCES material_subcategories (id), name VARCHAR(200), "
        "slug VARCHAR(200), description TEXT, base_unit_type VARCHAR(20), notes TEXT"
    ),
    "material_products": (
        "material_id INTEGER REFERENCES materials (id), "
        "supplier_id INTEGER REFERENCES suppliers (id), name VARCHAR(200), slug VARCHAR(200), "
        "brand VARCHAR(100), sku VARCHAR(100), package_quantity FLOAT, package_unit VARCHAR(20), "
        "quantity_in_base_units FLOAT, is_hidden BOOLEAN, is_provisional BOOLEAN, notes TEXT"
    ),
    "material_units": (
        "material_product_id INTEGER REFERENCES material_products (id), name VARCHAR(200), "
        "slug VARCHAR(200), quantity_per_unit FLOAT, description TEXT"
    ),
    "material_purchases": (
        "product_id INTEGER REFERENCES material_products (id), "
        "supplier_id INTEGER REFERENCES suppliers (id), purchase_date DATE, "
        "packages_purchased INTEGER, package_price NUMERIC, units_added FLOAT, "
        "unit_cost NUMERIC, notes TEXT"
    ),
    "material_inventory_items": (
        "material_product_id INTEGER REFERENCES material_products (id), "
        "material_purchase_id INTEGER REFERENCES material_purchases (id), "
        "quantity_purchased FLOAT, quantity_remaining FLOAT, cost_per_unit NUMERIC, "
        "purchase_date DATE, location VARCHAR(100), notes TEXT"
    ),
    "recipients": "name VARCHAR(200)",
}  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]


def kitchen() -> Rows:
    """A small bakery as the desktop would have stored it: groups, a leaf that hangs below a leaf,
    a variant, a nested recipe, an archived one, a box in a box, and numbers of every shape."""
    return {
        "units": [{"code": "cup"}, {"code": "lb"}],
        "suppliers": [
            {"name": "Tide Mill", "slug": "tide_mill_ny", "supplier_type": "physical",
             "city": "Quay", "state": "NY", "zip_code": "10001", "is_active": 1},
        ],
        "ingredients": [
            {"display_name": "Meal", "slug": "meal", "hierarchy_level": 0, "category": "Meal"},
            {"display_name": "Oat meal", "slug": "meal", "hierarchy_level": 2, "category": "Meal",
             "parent_ingredient_id": 1, "density_volume_value": 1, "density_volume_unit": "cup",
             "density_weight_value": 3.5, "density_weight_unit": "oz", "allergens": '["gluten"]',
             "langual_terms": "null"},
            {"display_name": "Fine oat meal", "slug": "fine__Oat", "hierarchy_level": 2,
             "category": "Meal", "parent_ingredient_id": 2, "density_volume_value": 1},
            {"display_name": "Crème d’été", "slug": None, "hierarchy_level": 2, "category": ""},
        ],
        "ingredient_aliases": [{"ingredient_id": 2, "alias": "porridge", "locale": "en"}],
        "products": [
            {"ingredient_id": 2, "brand": "Millrace", "product_name": "Rolled",
             "package_unit": "lb", "package_unit_quantity": 5.0, "preferred": 1,
             "preferred_supplier_id": 1, "gtin": "", "is_hidden": 0},
            {"ingredient_id": 4, "brand": None, "product_name": None, "package_unit": "l",
             "package_unit_quantity": 1, "preferred": 0, "preferred_supplier_id": None},
        ],
        "product_packaging": [
            {"product_id": 1, "packaging_level": "case", "qty_of_next_lower_level": 12,
             "gross_weight_value_uom": '{"value": 61, "uom": "lb"}'},
        ],
        "purchases": [
            {"product_id": 1, "supplier_id": 1, "unit_price": 19.95, "quantity_purchased": 2,
             "purchase_date": "2031-01-05", "notes": "Receipt 7"},
            # The price of 1 lb, and pounds instead of packages: typed in "add inventory".
            {"product_id": 1, "supplier_id": 1, "unit_price": 4.1, "quantity_purchased": 7,
             "purchase_date": "2031-01-04"},
            {"product_id": 2, "supplier_id": 1, "unit_price": 3, "quantity_purchased": 1,
             "purchase_date": "2031-01-06"},
        ],
        "inventory_items": [
            {"product_id": 1, "quantity": 0.7076214952821662, "unit_cost": 3.99,
             "purchase_date": "2031-01-05", "purchase_id": 1},
            {"product_id": 1, "quantity": 2, "unit_cost": 4.1, "purchase_date": None,
             "purchase_id": 2},
            {"product_id": 2, "quantity": 0.0004, "unit_cost": 0, "purchase_date": "2031-01-06"},
            {"product_id": 1, "quantity": 1, "unit_cost": None, "purchase_date": None},
        ],
        "inventory_depletions": [
            {"inventory_item_id": 1, "quantity_depleted": 1.25, "depletion_reason": "Spoilage",
             "depletion_date": "2031-01-20 21:30:00", "notes": "weevils", "cost": 4.9875,
             "created_by": "desktop-user"},
        ],
        "material_categories": [{"name": "Ribbons", "slug": "ribbons", "sort_order": 0}],
        "material_subcategories": [
            {"category_id": 1, "name": "Satin", "slug": "satin", "sort_order": 0},
        ],
        "materials": [
            {"subcategory_id": 1, "name": "Twine", "slug": "twine", "base_unit_type": "linear_cm"},
        ],
        "material_products": [
            {"material_id": 1, "supplier_id": 1, "name": "Twine 10 m", "slug": "twine_10m",
             "package_quantity": 10, "package_unit": "meters", "quantity_in_base_units": 1000,
             "is_hidden": 0, "is_provisional": 0},
        ],
        "material_units": [
            {"material_product_id": 1, "name": "Bow", "slug": "bow", "quantity_per_unit": 80},
        ],
        "material_purchases": [
            {"product_id": 1, "supplier_id": 1, "purchase_date": "2031-01-07",
             "packages_purchased": 2, "package_price": 6.25, "units_added": 2000,
             "unit_cost": 0.00625},
        ],
        "material_inventory_items": [
            {"material_product_id": 1, "material_purchase_id": 1, "quantity_purchased": 2000,
             "quantity_remaining": 1520, "cost_per_unit": 0.00625, "purchase_date": "2031-01-07"},
        ],
        "recipes": [
            {"name": "Oat thins", "slug": "oat-thins", "category": "Biscuits", "is_archived": 0,
             "is_production_ready": 1, "previous_slug": "thins"},
            {"name": "Oat thins", "slug": "oat-thins-2", "category": "Biscuits", "is_archived": 0,
             "base_recipe_id": 1, "variant_name": "Honey"},
            {"name": "Glaze", "slug": "glaze", "category": "Toppings", "is_archived": 0},
            {"name": "Old loaf", "slug": "old-loaf", "category": "Biscuits", "is_archived": 1},
        ],
        "recipe_ingredients": [
            {"recipe_id": 1, "ingredient_id": 2, "quantity": 1.5, "unit": "cup"},
            {"recipe_id": 1, "ingredient_id": 2, "quantity": 100, "unit": "g"},
            {"recipe_id": 3, "ingredient_id": 4, "quantity": 2, "unit": "tbsp"},
        ],
        "recipe_components": [{"recipe_id": 1, "component_recipe_id": 3, "quantity": 0.5}],
        "finished_units": [
            {"slug": "oat-thin-23", "display_name": "Oat thin", "recipe_id": 1,
             "yield_mode": "DISCRETE_COUNT", "yield_type": "EA", "items_per_batch": 24},
            {"slug": "quarter", "display_name": "Quarter", "recipe_id": 4,
             "yield_mode": "BATCH_PORTION", "yield_type": "SERVING", "batch_percentage": 25},
        ],
        "finished_goods": [
            {"slug": "bag", "display_name": "Bag", "assembly_type": "BUNDLE"},
            {"slug": "crate", "display_name": "Crate", "assembly_type": "gift_box"},
        ],
        "compositions": [
            {"assembly_id": 1, "finished_unit_id": 1, "component_quantity": 6, "sort_order": 0},
            {"assembly_id": 2, "finished_good_id": 1, "component_quantity": 3, "sort_order": 0},
            {"assembly_id": 2, "packaging_product_id": 2, "component_quantity": 1, "sort_order": 1},
            {"assembly_id": 2, "material_unit_id": 1, "component_quantity": 1, "sort_order": 2},
            {"package_id": 5, "finished_good_id": 1, "component_quantity": 1, "sort_order": 0},
        ],
        "events": [
            {"name": "Quay fair", "event_date": "2031-06-01", "year": 2031, "plan_state": "LOCKED",
             "output_mode": "BUNDLED", "expected_attendees": -5},
            {"name": "Quay fair", "event_date": "2032-06-01", "year": 2032, "plan_state": "DRAFT"},
            {"name": "Quay fair", "event_date": "2031-09-01", "year": 2031, "plan_state": "DRAFT"},
        ],
        "event_recipes": [{"event_id": 1, "recipe_id": 1}],
        "event_finished_goods": [{"event_id": 1, "finished_good_id": 2, "quantity": 10}],
        "batch_decisions": [
            {"event_id": 1, "recipe_id": 1, "finished_unit_id": 1, "batches": 8},
        ],
        "recipients": [{"name": "Ada"}],
    }  # fmt: skip


@dataclass
class Desktop:
    """A desktop file to be written: its rows by table, and what else stands in it."""

    rows: Rows = field(default_factory=kitchen)
    # Statements run after the rows are in.
    after: Iterable[str] = ()
    tables: Mapping[str, str] = field(default_factory=lambda: TABLES)

    def write(self, path: Path) -> Path:
        """The file, closed and whole."""
        with closing(sqlite3.connect(path)) as file:
            self.fill(file)
        return path

    def fill(self, file: sqlite3.Connection) -> None:
        for name, columns in self.tables.items():
            file.execute(f"CREATE TABLE {name} ({BASE}, {columns})")
            for number, row in enumerate(self.rows.get(name, []), 1):
                insert(file, name, row | {"id": row.get("id", number)})
        for statement in self.after:
            file.execute(statement)
        file.commit()


def insert(file: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """One row with the columns every desktop row has; its uuid follows from table and number."""
    made = uuid5(NAMESPACE_URL, f"test:{table}:{row['id']}")
    values = {"uuid": str(made), "created_at": MOMENT, "updated_at": MOMENT} | dict(row)
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608
