"""`python -m autograder`: what nbgrader's own commands leave to be done."""

import argparse
import sys
from pathlib import Path

from autograder.examination.course import CourseError


def release(arguments: argparse.Namespace) -> int:
    """Rebuild release/ from source/."""
    from autograder.examination.release import release

    outcomes = release(arguments.root)
    if not outcomes:
        raise CourseError(f"{arguments.root / 'source'} holds no assignment")
    for outcome in outcomes:
        print(f"{outcome.assignment}: {outcome.reason or 'released'}")
    return 0 if all(outcome.succeeded for outcome in outcomes) else 1


def demo(arguments: argparse.Namespace) -> int:
    """Make a small class in a fresh folder: release, grade, give feedback, print the grades."""
    from autograder.examination.demo import demo

    demo(arguments.folder)
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Say what this machine offers, and try each property of the jail."""
    from autograder.examination.doctor import doctor

    return 0 if doctor() else 1


def parser() -> argparse.ArgumentParser:
    """The commands: each is a function that takes the arguments and returns the exit code."""
    top = argparse.ArgumentParser(prog="python -m autograder", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(run, name: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        sub.set_defaults(run=run)
        return sub

    sub = command(release, "release")
    sub.add_argument("--root", type=Path, default=Path(), help="the course folder, here by default")

    sub = command(demo, "demo")
    sub.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        nargs="?",
        default=Path("demo"),
        help="a folder that does not exist yet or is empty, demo by default",
    )
    command(doctor, "doctor")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; what a person can put right is one line on stderr and exit code 1."""
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except (CourseError, OSError) as error:  # an OSError names the file that was in the way
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
