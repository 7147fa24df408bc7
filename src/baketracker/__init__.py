"""BakeTracker Cloud: plan, shop and bake for events, and never run short."""
