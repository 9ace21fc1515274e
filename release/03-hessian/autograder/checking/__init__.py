"""What a check is: the truth by differences, the comparison, the diagnosis, the report."""
