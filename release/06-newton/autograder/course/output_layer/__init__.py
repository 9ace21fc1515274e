"""05-output-layer: backpropagation starts here (document 002). W has shape (K, n)."""
