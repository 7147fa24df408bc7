"""The ways in and out: the desktop file comes in here."""
