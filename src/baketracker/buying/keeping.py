"""Until when what was bought stays good, where nobody typed a day. Days in, a day out."""

from datetime import date, timedelta


def keeps_until(bought_on: date, *shelf_lives: int | None) -> date | None:
    """The first shelf life (days, the nearest to the package first) that anybody has told, from
    the day it was bought; None when nobody has."""
    days = next((days for days in shelf_lives if days is not None), None)
    if days is None:
        return None
    # The calendar ends before some shelf lives do.
    return bought_on + timedelta(days=min(days, (date.max - bought_on).days))
