"""An oven says Celsius or Fahrenheit; we keep whole degrees Celsius. Values in, values out."""

COLDEST, HOTTEST = 30, 500  # Celsius


def fahrenheit(celsius: int) -> int:
    """As the dial of an oven says it: in steps of five, so that 350 °F comes back as 350 °F."""
    return round((celsius * 9 / 5 + 32) / 5) * 5


def celsius(fahrenheit: int) -> int:
    """Whole degrees."""
    return round((fahrenheit - 32) * 5 / 9)
