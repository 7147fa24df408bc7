"""Recording what was bought: receipts, their lines, and the lots they become."""
