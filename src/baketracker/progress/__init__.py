"""How far an event is: needed, made, packed, delivered."""
