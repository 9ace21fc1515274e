"""06-newton: what only the instructor has of it, one module an exercise."""
