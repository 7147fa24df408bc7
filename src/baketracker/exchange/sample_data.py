"""What the sample bakery holds. Every name, price and recipe in here is invented."""

SUPPLIERS = (("Hillside Mill", "physical", "Harwick"), ("Pantry Post", "online", None))
# name, group, what one cup weighs in grams (None: counted), its usual package, in stock, price
INGREDIENTS = (
    ("Plain flour", "Flour & grain", "125", ("Hillside", "5", "lb", "bag"), "6", "4.50"),
    ("Rolled oats", "Flour & grain", "90", ("Hillside", "2", "lb", "bag"), "2", "3.20"),
    ("Granulated sugar", "Sugar & syrup", "200", ("Fieldgate", "4", "lb", "bag"), "1.5", "3.60"),
    ("Powdered sugar", "Sugar & syrup", "115", ("Fieldgate", "1", "lb", "box"), "0.5", "1.80"),
    ("Honey", "Sugar & syrup", "340", ("Bramble", "12", "oz", "jar"), "8", "6.30"),
    ("Salted butter", "Dairy & eggs", "227", ("Marlow", "1", "lb", "box"), "1", "4.90"),
    ("Whole egg", "Dairy & eggs", None, ("Marlow", "12", "each", "carton"), "7", "3.90"),
    ("Whole milk", "Dairy & eggs", "245", ("Marlow", "1", "qt", "bottle"), "0.5", "1.90"),
    ("Ground cinnamon", "Spices", "125", ("Quill", "2", "oz", "jar"), "1.5", "3.40"),
    ("Baking powder", "Spices", "190", ("Quill", "8", "oz", "can"), "5", "2.70"),
)
# name, category, minutes, lines, one batch makes so many of what
RECIPES = (
    ("Milk glaze", "Fillings & toppings", 10,
     (("Powdered sugar", "2", "cup"), ("Whole milk", "3", "tbsp")), None),
    ("Honey oat cookies", "Cookies", 45,
     (("Plain flour", "2", "cup"), ("Rolled oats", "1.5", "cup"), ("Salted butter", "0.5", "lb"),
      ("Honey", "0.5", "cup"), ("Whole egg", "1", "each"), ("Baking powder", "2", "tsp")),
     ("Honey oat cookie", 36)),
    ("Cinnamon buns", "Breads", 120,
     (("Plain flour", "4", "cup"), ("Whole milk", "1.25", "cup"), ("Salted butter", "0.25", "lb"),
      ("Granulated sugar", "0.75", "cup"), ("Ground cinnamon", "2", "tbsp"),
      ("Whole egg", "2", "each")),
     ("Cinnamon bun", 12)),
)  # fmt: skip
# what contains what: recipe, inner recipe, batches of it
COMPONENTS = (("Cinnamon buns", "Milk glaze", "0.5"),)
# name, what is in it: finished unit or other good, and how many
GOODS = (
    ("Cookie bag", (("Honey oat cookie", 6),)),
    ("Breakfast box", (("Cinnamon bun", 4), ("Cookie bag", 1))),
)
# name, days from today, guests, what is wanted
EVENTS = (
    ("School fair", 12, 80, (("Cookie bag", 30), ("Breakfast box", 5))),
    ("Family brunch", 40, 12, (("Breakfast box", 6),)),
)
