"""What a plan has to say: sentences about stock that does not count, shortages, waste and what is
still to be settled before the plan may be locked."""

from baketracker.errors import N_, RuleBroken

from .netting import NotCounted


class Spoiled(NotCounted):
    """It lies there, but not long enough."""

    def __init__(self) -> None:
        super().__init__(N_("It will no longer be good on the day."))


class PantryLeftOut(NotCounted):
    """The event counts nothing that lies in the pantry."""

    def __init__(self) -> None:
        super().__init__(N_("This plan does not count what is in the pantry."))


class GoodsShort(RuleBroken):
    """Why not all of a good come about."""

    code = "goods_short"

    def __init__(self, unit: str, too_few: int) -> None:
        super().__init__(
            N_("%(too_few)s %(unit)s too few for the rest."), unit=unit, too_few=too_few
        )


class MuchWaste(RuleBroken):
    """More is left over than the kitchen wants."""

    code = "much_waste"

    def __init__(self, unit: str, extra: int, makes: int) -> None:
        super().__init__(
            N_("%(extra)s of %(makes)s %(unit)s would be left over."),
            extra=extra,
            makes=makes,
            unit=unit,
        )


class NothingWanted(RuleBroken):
    """A plan of nothing."""

    code = "nothing_wanted"

    def __init__(self) -> None:
        super().__init__(N_("Say first what you will make."))


class RecipesMissing(RuleBroken):
    """A good needs recipes that the event has not chosen."""

    code = "recipes_missing"

    def __init__(self, good: str, recipes: str) -> None:
        super().__init__(
            N_("%(good)s also needs %(recipes)s. Choose that for the event, or take the good out."),
            good=good,
            recipes=recipes,
        )


class StaleBatches(RuleBroken):
    """Batches that were chosen for another demand."""

    code = "stale_batches"

    def __init__(self, unit: str, needed_then: int, needed: int) -> None:
        super().__init__(
            N_(
                "The batches of %(unit)s were chosen for %(then)s; now it is %(now)s. Choose again."
            ),
            unit=unit,
            then=needed_then,
            now=needed,
        )


class ShortBatches(RuleBroken):
    """Too few batches, and nobody has said that this is meant."""

    code = "short_batches"

    def __init__(self, unit: str, short: int) -> None:
        super().__init__(
            N_("%(short)s %(unit)s too few. Bake more, or confirm that this is meant."),
            unit=unit,
            short=short,
        )
