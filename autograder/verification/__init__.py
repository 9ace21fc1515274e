"""The proof that the tests know: wrong answers lose their points, right ones keep them."""
