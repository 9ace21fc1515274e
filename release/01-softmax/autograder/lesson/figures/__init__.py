"""The pictures of the notebooks, one module for each assignment; their texts stand in `words`."""
