"""01-softmax: the softmax and its derivative (documents 004, 001 exercise 8.4(a), 002 §1–2)."""
