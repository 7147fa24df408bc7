"""What the pages of packing share."""

from typing import Any

# Their place in the navigation.
PLACE: dict[str, Any] = {"here": "assemble", "mode": "make"}
