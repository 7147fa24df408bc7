"""Shopping lists: what to buy for one or several events, in packages a shop sells."""
