"""05-output-layer: what only the instructor has of it, one module an exercise."""
