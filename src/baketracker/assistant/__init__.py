"""The model that reads: asked by the server alone, counted, limited, and never able to write."""
