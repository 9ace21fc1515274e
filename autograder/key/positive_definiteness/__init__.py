"""04-positive-definiteness: what only the instructor has of it, one module an exercise."""
