"""02-gradient: from one derivative to a gradient (documents 001, 000 and 003)."""
