"""Print each dependency of the project at the lowest version that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"

if __name__ == "__main__":
    for requirement in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]:
        print(re.sub(">=|~=", "==", requirement))
