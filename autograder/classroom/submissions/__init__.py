"""The answers of the demo class, one module for each submission that is written in Python.

A module holds functions under the names of the exercises, as that submission has them, and its
docstring says what the submission is. The functions are pasted into released notebooks as text.
"""
