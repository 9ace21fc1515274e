"""This course: its exercises, and nothing that answers one of them in closed form."""
