"""How far the tests look: what is cheap in every check, everything in the deep run."""

import os

DEEP = bool(os.environ.get("BAKETRACKER_DEEP"))
