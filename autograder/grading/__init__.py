class CourseError(Exception):
    """Something that the person at the keyboard can put right, said in one line."""
