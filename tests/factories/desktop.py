"""Desktop databases made by us: the desktop app's columns, our own invented rows."""

import json
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
    "finished_goods_adjustments": (
        "finished_unit_id INTEGER REFERENCES finished_units (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), quantity_change INTEGER, "
        "previous_count INTEGER, new_count INTEGER, reason VARCHAR(50), notes TEXT, "
        "adjusted_at DATETIME"
    ),
    "plan_snapshots": "event_id INTEGER REFERENCES events (id), snapshot_data JSON",
    "planning_snapshots": (
        "event_id INTEGER REFERENCES events (id), notes TEXT, snapshot_type VARCHAR(8), "
        "snapshot_data JSON"
    ),
    "production_plan_snapshots": (
        "event_id INTEGER REFERENCES events (id), calculated_at DATETIME, "
        "input_hash VARCHAR(64), shopping_complete BOOLEAN, shopping_completed_at DATETIME"
    ),
    "plan_amendments": (
        "event_id INTEGER REFERENCES events (id), amendment_type VARCHAR(12), "
        "amendment_data JSON, reason TEXT"
    ),
    "recipe_snapshots": (
        "recipe_id INTEGER REFERENCES recipes (id), production_run_id INTEGER, "
        "scale_factor FLOAT, snapshot_date DATETIME, recipe_data TEXT, ingredients_data TEXT, "
        "is_backfilled BOOLEAN"
    ),
    "finished_unit_snapshots": (
        "finished_unit_id INTEGER REFERENCES finished_units (id), planning_snapshot_id INTEGER, "
        "assembly_run_id INTEGER, snapshot_date DATETIME, is_backfilled BOOLEAN, "
        "definition_data TEXT"
    ),
    "material_unit_snapshots": (
        "material_unit_id INTEGER REFERENCES material_units (id), planning_snapshot_id INTEGER, "
        "assembly_run_id INTEGER, snapshot_date DATETIME, is_backfilled BOOLEAN, "
        "definition_data TEXT"
    ),
    "finished_good_snapshots": (
        "finished_good_id INTEGER REFERENCES finished_goods (id), planning_snapshot_id INTEGER, "
        "assembly_run_id INTEGER, snapshot_date DATETIME, is_backfilled BOOLEAN, "
        "definition_data TEXT"
    ),
    "event_production_targets": (
        "event_id INTEGER REFERENCES events (id), recipe_id INTEGER REFERENCES recipes (id), "
        "target_batches INTEGER, notes TEXT, recipe_snapshot_id INTEGER"
    ),
    "event_assembly_targets": (
        "event_id INTEGER REFERENCES events (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), target_quantity INTEGER, "
        "notes TEXT, finished_good_snapshot_id INTEGER"
    ),
    "production_runs": (
        "recipe_id INTEGER REFERENCES recipes (id), "
        "finished_unit_id INTEGER REFERENCES finished_units (id), "
        "event_id INTEGER REFERENCES events (id), recipe_snapshot_id INTEGER, "
        "num_batches INTEGER, expected_yield INTEGER, actual_yield INTEGER, "
        "produced_at DATETIME, notes TEXT, production_status VARCHAR(20), loss_quantity INTEGER, "
        "total_ingredient_cost NUMERIC, per_unit_cost NUMERIC"
    ),
    "production_consumptions": (
        "production_run_id INTEGER REFERENCES production_runs (id), "
        "ingredient_slug VARCHAR(100), quantity_consumed NUMERIC, unit VARCHAR(50), "
        "total_cost NUMERIC"
    ),
    "production_losses": (
        "production_run_id INTEGER REFERENCES production_runs (id), "
        "finished_unit_id INTEGER REFERENCES finished_units (id), loss_category VARCHAR(20), "
        "loss_quantity INTEGER, notes TEXT, per_unit_cost NUMERIC, total_loss_cost NUMERIC"
    ),
    "production_records": (
        "event_id INTEGER REFERENCES events (id), recipe_id INTEGER REFERENCES recipes (id), "
        "batches INTEGER, actual_cost NUMERIC, produced_at DATETIME, notes TEXT"
    ),
    "assembly_runs": (
        "finished_good_id INTEGER REFERENCES finished_goods (id), "
        "event_id INTEGER REFERENCES events (id), finished_good_snapshot_id INTEGER, "
        "quantity_assembled INTEGER, assembled_at DATETIME, notes TEXT, "
        "total_component_cost NUMERIC, per_unit_cost NUMERIC, packaging_bypassed BOOLEAN, "
        "packaging_bypass_notes TEXT"
    ),
    "assembly_finished_unit_consumptions": (
        "assembly_run_id INTEGER REFERENCES assembly_runs (id), "
        "finished_unit_id INTEGER REFERENCES finished_units (id), quantity_consumed INTEGER, "
        "unit_cost_at_consumption NUMERIC, total_cost NUMERIC"
    ),
    "assembly_finished_good_consumptions": (
        "assembly_run_id INTEGER REFERENCES assembly_runs (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), quantity_consumed INTEGER, "
        "unit_cost_at_consumption NUMERIC, total_cost NUMERIC"
    ),
    "assembly_packaging_consumptions": (
        "assembly_run_id INTEGER REFERENCES assembly_runs (id), "
        "product_id INTEGER REFERENCES products (id), quantity_consumed NUMERIC, "
        "unit VARCHAR(50), total_cost NUMERIC"
    ),
    "material_consumptions": (
        "assembly_run_id INTEGER REFERENCES assembly_runs (id), product_id INTEGER, "
        "inventory_item_id INTEGER, quantity_consumed FLOAT, unit_cost NUMERIC, "
        "total_cost NUMERIC, product_name VARCHAR(200), material_name VARCHAR(200), "
        "subcategory_name VARCHAR(100), category_name VARCHAR(100), supplier_name VARCHAR(200)"
    ),
    "composition_assignments": (
        "composition_id INTEGER REFERENCES compositions (id), "
        "inventory_item_id INTEGER REFERENCES inventory_items (id), quantity_assigned FLOAT, "
        "assigned_at DATETIME"
    ),
    "recipients": (
        "name VARCHAR(200), household_name VARCHAR(200), address TEXT, notes TEXT, "
        "date_added DATETIME, last_modified DATETIME"
    ),
    "packages": (
        "name VARCHAR(200), description TEXT, is_template BOOLEAN, notes TEXT, "
        "date_added DATETIME, last_modified DATETIME"
    ),
    "package_finished_goods": (
        "package_id INTEGER REFERENCES packages (id), "
        "finished_good_id INTEGER REFERENCES finished_goods (id), quantity INTEGER"
    ),
    "event_recipient_packages": (
        "event_id INTEGER REFERENCES events (id), "
        "recipient_id INTEGER REFERENCES recipients (id), "
        "package_id INTEGER REFERENCES packages (id), quantity INTEGER, notes TEXT, "
        "status VARCHAR(9), delivered_to VARCHAR(500), fulfillment_status VARCHAR(20)"
    ),
    "inventory_snapshots": "name VARCHAR(200), snapshot_date DATETIME, description TEXT",
    "snapshot_ingredients": (
        "snapshot_id INTEGER REFERENCES inventory_snapshots (id), "
        "ingredient_id INTEGER REFERENCES ingredients (id), quantity FLOAT, "
        "ingredient_name_snapshot VARCHAR(200), parent_l1_name_snapshot VARCHAR(200), "
        "parent_l0_name_snapshot VARCHAR(200)"
    ),
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
             "yield_mode": "DISCRETE_COUNT", "yield_type": "EA", "items_per_batch": 24,
             "inventory_count": 46},
            {"slug": "quarter", "display_name": "Quarter", "recipe_id": 4,
             "yield_mode": "BATCH_PORTION", "yield_type": "SERVING", "batch_percentage": 25},
        ],
        "finished_goods": [
            {"slug": "bag", "display_name": "Bag", "assembly_type": "BUNDLE",
             "inventory_count": 4},
            {"slug": "crate", "display_name": "Crate", "assembly_type": "gift_box"},
        ],
        "compositions": [
            {"assembly_id": 1, "finished_unit_id": 1, "component_quantity": 6, "sort_order": 0},
            {"assembly_id": 2, "finished_good_id": 1, "component_quantity": 3, "sort_order": 0},
            {"assembly_id": 2, "packaging_product_id": 2, "component_quantity": 1, "sort_order": 1},
            {"assembly_id": 2, "material_unit_id": 1, "component_quantity": 1, "sort_order": 2},
            {"package_id": 1, "packaging_product_id": 2, "component_quantity": 0.5,
             "component_notes": "lined", "sort_order": 3, "is_generic": 1},
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
        **making(),
        **giving(),
    }  # fmt: skip


def making() -> Rows:
    """What was planned, baked and packed there: a run whose recipe a plan had frozen and one of
    which nothing is known, a loss, a good inside a good."""
    return {
        "finished_goods_adjustments": [
            {"finished_unit_id": 1, "quantity_change": 70, "previous_count": 0, "new_count": 70,
             "reason": "production", "notes": "Production run #1",
             "adjusted_at": "2031-05-20 09:00:00"},
            {"finished_unit_id": 1, "quantity_change": -24, "previous_count": 70, "new_count": 46,
             "reason": "assembly", "adjusted_at": "2031-05-21 09:00:00"},
            {"finished_good_id": 1, "quantity_change": 4, "previous_count": 0, "new_count": 4,
             "reason": "assembly", "adjusted_at": "2031-05-21 09:00:00"},
        ],
        "plan_snapshots": [{"event_id": 1, "snapshot_data": json.dumps({
            "snapshot_version": "1.0", "created_at": "2031-05-19T08:00:00+00:00",
            "recipes": [{"recipe_id": 1, "recipe_name": "Oat thins"}],
            "finished_goods": [{"fg_id": 2, "fg_name": "Crate", "fg_slug": "crate", "quantity": 10},
                               {"fg_id": 77, "fg_name": "Lost tin", "quantity": 3}],
            "batch_decisions": [{"recipe_id": 1, "recipe_name": "Oat thins", "batches": 8,
                                 "finished_unit_id": 1}],
        })}],
        "planning_snapshots": [
            {"event_id": 1, "notes": "Before the move", "snapshot_type": "ORIGINAL",
             "snapshot_data": '{"weather": "rain"}'},
        ],
        "production_plan_snapshots": [
            {"event_id": 1, "calculated_at": "2031-05-18 08:00:01", "shopping_complete": 0},
            {"event_id": 1, "calculated_at": "2031-05-18 09:00:00", "shopping_complete": 1,
             "shopping_completed_at": "2031-05-18 17:30:00"},
        ],
        "plan_amendments": [
            {"event_id": 1, "amendment_type": "MODIFY_BATCH", "reason": "fewer guests",
             "amendment_data": json.dumps({"recipe_id": 1, "recipe_name": "Oat thins",
                                           "old_batches": 8, "new_batches": 6})},
            {"event_id": 1, "amendment_type": "ADD_FG", "reason": "Ada asked",
             "amendment_data": '{"fg_id": 1, "fg_name": "Bag", "quantity": 2}'},
            {"event_id": 1, "amendment_type": "DROP_FG", "reason": "gone",
             "amendment_data": '{"fg_id": 77, "fg_name": "Lost tin", "original_quantity": 3}'},
        ],
        "recipe_snapshots": [
            {"recipe_id": 1, "scale_factor": 1.0, "snapshot_date": "2031-05-18 08:00:00",
             "is_backfilled": 0,
             "recipe_data": json.dumps({
                 "name": "Oat thins", "category": "Biscuits", "yield_quantity": 24,
                 "yield_unit": "thin", "yield_description": "Oat thin", "notes": "thin!",
                 "estimated_time_minutes": 40, "is_production_ready": True}),
             "ingredients_data": json.dumps([
                 {"ingredient_id": 2, "ingredient_name": "Oat meal", "ingredient_slug": "meal",
                  "quantity": 1.5, "unit": "cup", "notes": "sifted"},
                 {"ingredient_id": 2, "ingredient_name": "Oat meal", "ingredient_slug": "meal",
                  "quantity": 100.0, "unit": "g"},
                 {"ingredient_id": 99, "ingredient_name": "Sesame", "ingredient_slug": "sesame",
                  "quantity": 2.0, "unit": "tbsp"}])},
        ],
        "finished_unit_snapshots": [
            {"finished_unit_id": 1, "snapshot_date": "2031-05-18 08:00:00", "is_backfilled": 0,
             "definition_data": json.dumps({
                 "slug": "oat-thin-23", "display_name": "Oat thin", "recipe_id": 1,
                 "recipe_name": "Oat thins", "recipe_category": "Biscuits",
                 "yield_mode": "discrete_count", "items_per_batch": 24, "item_unit": "thin"})},
        ],
        "material_unit_snapshots": [
            {"material_unit_id": 1, "snapshot_date": "2031-05-18 08:00:00", "is_backfilled": 0,
             "definition_data": json.dumps({
                 "slug": "bow", "name": "Bow", "material_product_id": 1,
                 "material_product_name": "Twine 10 m", "material_id": 1,
                 "material_name": "Twine", "material_category": "Ribbons",
                 "quantity_per_unit": 80.0})},
        ],
        "finished_good_snapshots": [
            {"finished_good_id": 1, "snapshot_date": "2031-05-18 08:00:00", "is_backfilled": 0,
             "definition_data": json.dumps({
                 "slug": "bag", "display_name": "Bag", "assembly_type": "bundle", "components": [
                     {"component_quantity": 6.0, "sort_order": 0, "component_type": "finished_unit",
                      "snapshot_id": 1, "original_id": 1, "component_name": "Oat thin"}]})},
            {"finished_good_id": 2, "snapshot_date": "2031-05-18 08:00:00", "is_backfilled": 0,
             "definition_data": json.dumps({
                 "slug": "crate", "display_name": "Crate", "assembly_type": "bundle",
                 "components": [
                     {"component_quantity": 3.0, "sort_order": 0, "component_type": "finished_good",
                      "snapshot_id": 1, "original_id": 1, "component_name": "Bag"},
                     {"component_quantity": 1.0, "sort_order": 2, "component_type": "material_unit",
                      "snapshot_id": 1, "original_id": 1, "component_name": "Bow",
                      "component_notes": "red"}]})},
        ],
        "event_production_targets": [
            {"event_id": 1, "recipe_id": 1, "target_batches": 8, "recipe_snapshot_id": 1},
        ],
        "event_assembly_targets": [
            {"event_id": 1, "finished_good_id": 2, "target_quantity": 10, "notes": "for the pier",
             "finished_good_snapshot_id": 2},
        ],
        "production_runs": [
            {"recipe_id": 1, "finished_unit_id": 1, "event_id": 1, "recipe_snapshot_id": 1,
             "num_batches": 2, "expected_yield": 72, "actual_yield": 70, "loss_quantity": 2,
             "produced_at": "2031-05-20 09:00:00", "production_status": "partial_loss",
             "total_ingredient_cost": 9.123456789, "per_unit_cost": 0.130335096985},
            {"recipe_id": 4, "finished_unit_id": 2, "num_batches": 1, "expected_yield": 4,
             "actual_yield": 4, "produced_at": "2030-12-01 09:00:00", "notes": "long ago",
             "production_status": "complete", "loss_quantity": 0, "total_ingredient_cost": 0,
             "per_unit_cost": 0},
        ],
        "production_consumptions": [
            {"production_run_id": 1, "ingredient_slug": "meal", "quantity_consumed": 4.5,
             "unit": "cup", "total_cost": 9.123456789},
            {"production_run_id": 1, "ingredient_slug": "meal", "quantity_consumed": 300,
             "unit": "g", "total_cost": 0},
            {"production_run_id": 1, "ingredient_slug": "sesame", "quantity_consumed": 6,
             "unit": "tbsp", "total_cost": 0},
        ],
        "production_losses": [
            {"production_run_id": 1, "finished_unit_id": 1, "loss_category": "burnt",
             "loss_quantity": 2, "per_unit_cost": 0.1303, "total_loss_cost": 0.2606},
            {"finished_unit_id": 2, "loss_category": "eaten by mice", "loss_quantity": 1,
             "notes": "two mice", "per_unit_cost": 0, "total_loss_cost": 0},
        ],
        "production_records": [
            {"event_id": 1, "recipe_id": 3, "batches": 2, "actual_cost": 3.5,
             "produced_at": "2029-11-30 10:00:00", "notes": "by hand"},
        ],
        "assembly_runs": [
            {"finished_good_id": 1, "quantity_assembled": 4, "assembled_at": "2031-05-21 09:00:00",
             "total_component_cost": 3.1272, "per_unit_cost": 0.7818, "packaging_bypassed": 0},
            {"finished_good_id": 2, "event_id": 1, "finished_good_snapshot_id": 2,
             "quantity_assembled": 1, "assembled_at": "2031-05-22 09:00:00",
             "total_component_cost": 2.8454, "per_unit_cost": 2.8454, "packaging_bypassed": 1,
             "packaging_bypass_notes": "no crates left"},
        ],
        "assembly_finished_unit_consumptions": [
            {"assembly_run_id": 1, "finished_unit_id": 1, "quantity_consumed": 24,
             "unit_cost_at_consumption": 0.1303, "total_cost": 3.1272},
        ],
        "assembly_finished_good_consumptions": [
            {"assembly_run_id": 2, "finished_good_id": 1, "quantity_consumed": 3,
             "unit_cost_at_consumption": 0.7818, "total_cost": 2.3454},
        ],
        "assembly_packaging_consumptions": [
            {"assembly_run_id": 2, "product_id": 2, "quantity_consumed": 0.25, "unit": "l",
             "total_cost": 0},
        ],
        "material_consumptions": [
            {"assembly_run_id": 2, "product_id": 1, "inventory_item_id": 1,
             "quantity_consumed": 80.0, "unit_cost": 0.00625, "total_cost": 0.5,
             "product_name": "Twine 10 m", "material_name": "Twine",
             "subcategory_name": "Satin", "category_name": "Ribbons",
             "supplier_name": "Tide Mill"},
        ],
        "composition_assignments": [
            {"composition_id": 3, "inventory_item_id": 3, "quantity_assigned": 0.5,
             "assigned_at": "2031-05-21 08:00:00"},
        ],
    }  # fmt: skip


def giving() -> Rows:
    """Who gets what, some of it told twice, and what once stood in the pantry."""
    return {
        "recipients": [
            {"name": "Ada", "household_name": "Quay Street", "address": "1 Quay\nHarbour",
             "notes": "nuts!"},
            {"name": "Émile"},
        ],
        "packages": [
            {"name": "Big box", "description": "for families", "is_template": 0},
            {"name": "Big box", "is_template": 1, "notes": "to copy"},
        ],
        "package_finished_goods": [
            {"package_id": 1, "finished_good_id": 1, "quantity": 2},
            {"package_id": 2, "finished_good_id": 2, "quantity": 1},
        ],
        "event_recipient_packages": [
            {"event_id": 1, "recipient_id": 1, "package_id": 1, "quantity": 1,
             "status": "PENDING", "fulfillment_status": "ready", "notes": "early"},
            {"event_id": 1, "recipient_id": 2, "package_id": 1, "quantity": 3,
             "status": "DELIVERED", "fulfillment_status": "pending", "delivered_to": "the porch"},
            {"event_id": 2, "recipient_id": 2, "package_id": 2, "quantity": 1},
        ],
        "inventory_snapshots": [
            {"name": "New year", "snapshot_date": "2031-01-01 07:00:00", "description": "counted"},
        ],
        "snapshot_ingredients": [
            {"snapshot_id": 1, "ingredient_id": 2, "quantity": 7.5,
             "ingredient_name_snapshot": "Oatmeal", "parent_l1_name_snapshot": "",
             "parent_l0_name_snapshot": "Meal"},
        ],
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
