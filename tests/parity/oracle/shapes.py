"""Runs in the shapes the recording has for them."""

from tests.parity.oracle.amounts import Row

Kinds = dict[str, list[Row]]


def baked_answer(run: Row, uses: list[Row], scale: float, *, reused: bool) -> Row:
    """What baking answers, out of its row in the ledger and what it took."""
    head = ("recipe", "finished_unit", "num_batches", "expected_yield", "actual_yield",
            "total_ingredient_cost", "per_unit_cost", "loss_quantity")  # fmt: skip
    return {name: run[name] for name in head} | {
        "consumptions": [
            {"ingredient_slug": use["ingredient"], "quantity_consumed": use["quantity"],
             "unit": use["unit"], "total_cost": use["total_cost"]}
            for use in uses
        ],
        "production_status": run["status"],
        "total_loss_cost": sum(loss["total_loss_cost"] for loss in run["losses"]),
        "scale_factor": scale,
        "snapshot_reused": reused,
    }  # fmt: skip


def packed_row(head: Row, kinds: Kinds) -> Row:
    """A run of packing in the ledger."""
    rolls = [one | {"product": one["product_name"]} for one in kinds["materials"]]
    return head | {
        "finished_units": [_only(one, "finished_unit") for one in kinds["units"]],
        "finished_goods": [_only(one, "finished_good") for one in kinds["goods"]],
        "packaging": [_only(one, "product") for one in kinds["packaging"]],
        "materials": [_only(one, "product", "unit_cost") for one in rolls],
    }


def packed_answer(head: Row, kinds: Kinds, *, reused: bool) -> Row:
    """What packing answers."""
    kept = ("finished_good", "total_component_cost", "per_unit_cost", "packaging_bypassed")
    return {name: head[name] for name in kept} | {
        "quantity_assembled": head["quantity"],
        "finished_unit_consumptions": [_piece(one, "finished_unit") for one in kinds["units"]],
        "finished_good_consumptions": [_piece(one, "finished_good") for one in kinds["goods"]],
        "packaging_consumptions": [_used(one, "product", "unit") for one in kinds["packaging"]],
        "material_consumptions": [
            _used(one, "product", "unit_cost", "product_name", "material_name",
                  "subcategory_name", "category_name", "supplier_name")
            for one in kinds["materials"]
        ],
        "snapshot_reused": reused,
    }  # fmt: skip


def _only(one: Row, *further: str) -> Row:
    return {name: one[name] for name in ("quantity", "total_cost", *further)}


def _used(one: Row, *further: str) -> Row:
    return {"quantity_consumed": one["quantity"], "total_cost": one["total_cost"]} | {
        name: one[name] for name in further
    }


def _piece(one: Row, kind: str) -> Row:
    return _used(one, kind) | {"unit_cost_at_consumption": one["unit_cost"]}
