"""From what an event wants to what must be baked and bought; the rules are pure."""
