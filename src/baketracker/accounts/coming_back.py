"""Where somebody goes after signing in: only ever a page of ours."""

import re
from urllib.parse import urlsplit

HOME = "/"
LONGEST = 2000
# One slash and then neither slash nor backslash: browsers read both as "another host".
OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
# Going back to these would be a circle.
DOORS = ("/sign-in", "/sign-up", "/sign-out")


def page_of_ours(wanted: str) -> str:
    """`wanted` when it is an address on this site, else the home page."""
    if len(wanted) > LONGEST or not wanted.isascii() or not OURS.fullmatch(wanted):
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc or parts.fragment or parts.path in DOORS:
        return HOME
    return wanted
