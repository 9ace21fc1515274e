"""04-positive-definiteness: when is the curvature positive (document 001, and beyond it)."""
