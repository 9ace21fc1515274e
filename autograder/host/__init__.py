# Where formgrader answers while `jupyter lab` runs at its usual address.
FORMGRADER = "http://localhost:8888/formgrader"
