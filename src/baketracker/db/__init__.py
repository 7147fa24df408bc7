"""The tenancy kernel: what every table shares, and the only doorway to a bakery's rows."""
