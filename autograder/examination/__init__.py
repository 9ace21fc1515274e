# Where formgrader answers while `jupyter lab` runs at its usual address.
FORMGRADER = "http://localhost:8888/formgrader"


class CourseError(Exception):
    """Something that the person at the keyboard can put right, said in one line."""
