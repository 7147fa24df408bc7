"""The doors: pages, JSON, tools and the app in the pocket. No rule of baking lives here."""
