"""The lesson: all that a student has, and nothing that answers an exercise in closed form."""
