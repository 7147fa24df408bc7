"""Understanding: what people say and what receipts and labels print, as values. No database, no
model: what a model suggests is judged here."""
