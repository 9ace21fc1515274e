"""The catalogues of each language: which messages there are, and what is left to translate."""
