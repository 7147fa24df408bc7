"""What goods are wrapped in: ribbon, boxes, bags, labels."""
