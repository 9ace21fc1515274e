"""`python -m autograder`: what nbgrader's own commands leave to be done."""

import argparse
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from autograder.grading import CourseError
from autograder.host import FORMGRADER


def release(arguments: argparse.Namespace) -> int:
    """Rebuild release/ from source/, in a clone of the project with what its key has to add.

    In another language it is release-LANGUAGE/. Submissions to each are graded alike.
    """
    from autograder.catalogues.derivations import derivations
    from autograder.host.project import CLONE
    from autograder.host.release import release
    from autograder.key.seal import seal_all

    if arguments.root.resolve() == CLONE:
        seal_all(derivations())
    outcomes = release(arguments.root, arguments.language)
    if not outcomes:
        raise CourseError(f"{arguments.root / 'source'} holds no assignment")
    for outcome in outcomes:
        print(f"{outcome.assignment}: {outcome.reason or 'released'}")
    return 0 if all(outcome.succeeded for outcome in outcomes) else 1


def translate(arguments: argparse.Namespace) -> int:
    """Bring the catalogues of a language up to date, and say what is left to translate."""
    from autograder.catalogues.update import update
    from autograder.host.course_folder import CourseFolder

    found = update(CourseFolder(arguments.root), arguments.language, partial(print, flush=True))
    return 1 if any(each.sentences for each in found) else 0


def demo(arguments: argparse.Namespace) -> int:
    """Make a small class in a fresh folder: release, grade, give feedback, report, print grades."""
    from autograder.classroom.demo import demo

    demo(arguments.folder)
    return 0


def collect(arguments: argparse.Namespace) -> int:
    """Put submissions from Canvas, Moodle or Blackboard into submitted/, by the class list.

    Downloads are taken as these systems make them. `nbgrader collect` is another command: it takes
    submissions from nbgrader's exchange.
    """
    from autograder.host.collect import collect
    from autograder.host.course_folder import CourseFolder

    collected = collect(
        CourseFolder(arguments.root),
        arguments.downloads,
        arguments.assignment,
        update=arguments.update,
        say=lambda line: print(line, flush=True),
    )
    return 0 if collected.found else 1


def grade(arguments: argparse.Namespace) -> int:
    """Grade all submissions of some assignments, in a jail; those graded before are skipped."""
    from autograder.host.batch import grade_class
    from autograder.host.course_folder import CourseFolder
    from autograder.host.trial import try_solutions

    if arguments.solutions:
        say = partial(print, flush=True)
        return 0 if try_solutions(CourseFolder(arguments.root), arguments.assignments, say) else 1
    results = grade_class(
        CourseFolder(arguments.root),
        arguments.assignments,
        workers=arguments.workers,
        scheduler=arguments.scheduler,
        force=arguments.force,
        jailed=not arguments.without_jail,
        say=partial(print, flush=True),
    )
    return 0 if not any(result.failed for result in results) else 1


def feedback(arguments: argparse.Namespace) -> int:
    """Make the feedback pages of graded submissions, and zip them for Moodle or Canvas."""
    from autograder.host.class_feedback import class_feedback
    from autograder.host.course_folder import CourseFolder
    from autograder.host.hand_back import hand_back

    say = partial(print, flush=True)
    course = CourseFolder(arguments.root)
    pages = class_feedback(course, arguments.assignments, workers=arguments.workers, say=say)
    if arguments.zip:
        hand_back(course, pages, arguments.zip, say)
    return 0 if not any(page.reason for page in pages) else 1


def solutions(arguments: argparse.Namespace) -> int:
    """Write solution notebooks, to hand out after the deadline."""
    from autograder.host.course_folder import CourseFolder
    from autograder.host.solutions import solutions

    outcomes = solutions(CourseFolder(arguments.root), arguments.assignments, arguments.output)
    for outcome in outcomes:
        print(f"{outcome.assignment}: {outcome.reason or 'written'}")
    return 0 if all(outcome.succeeded for outcome in outcomes) else 1


def report(arguments: argparse.Namespace) -> int:
    """Write the class report, a page and tables, of what has been graded."""
    from autograder.host.course_folder import CourseFolder
    from autograder.report import report

    course = CourseFolder(arguments.root)
    print(report(course, arguments.assignments, arguments.output, arguments.formgrader))
    return 0


def bench(arguments: argparse.Namespace) -> int:
    """Time this grading beside nbgrader's own on the same class, in one run, as a ratio."""
    if arguments.references:
        from autograder.classroom import references

        references.bench(partial(print, flush=True))
        return 0
    from autograder.classroom.bench import bench
    from autograder.course.exercises import ASSIGNMENTS

    if arguments.assignment not in (None, *ASSIGNMENTS):
        raise CourseError(
            f"--assignment {arguments.assignment}: take one of {', '.join(ASSIGNMENTS)}"
        )
    bench(arguments.submissions, arguments.assignment, partial(print, flush=True))
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Prove the tests: wrong answers lose their points and get their name, right ones pass."""
    from autograder.course.exercises import EXERCISES
    from autograder.key.hidden import HIDDEN_SEED
    from autograder.verification.verify import verify

    unknown = [name for name in arguments.exercises if name not in EXERCISES]
    if unknown:
        raise CourseError(f"no exercise is called {unknown[0]}; see the headings in source/")
    seeds, names = arguments.seeds or [HIDDEN_SEED], arguments.exercises or tuple(EXERCISES)
    gaps = verify(arguments.workers, arguments.cases, partial(print, flush=True), seeds, names)
    return 1 if gaps else 0


def doctor(arguments: argparse.Namespace) -> int:
    """Say what this machine offers, and try each property of the jail.

    With a course folder: say of each of its test cells whether it can stand outside the jail.
    """
    from autograder.host.doctor import doctor

    if arguments.course is None:
        return 0 if doctor() else 1
    from autograder.host.course_folder import CourseFolder
    from autograder.host.standing import say_where_tests_stand

    say = partial(print, flush=True)
    return 0 if say_where_tests_stand(CourseFolder(arguments.course), say) else 1


def docs(arguments: argparse.Namespace) -> int:
    """Build the book, in a clone: pages for each kind of reader, and the course to read."""
    from autograder.book.build import build

    print(build(arguments.output.resolve(), arguments.site))
    return 0


def site(arguments: argparse.Namespace) -> int:
    """Build a site on which students work in the browser, without an installation.

    It consists of files alone, which any web server gives out. Each language has a folder of 21 MB.
    """
    if find_spec("jupyterlite_pyodide_kernel") is None:
        raise CourseError(
            'JupyterLite is missing: pip install -e ".[site]", or -r requirements.txt'
        )
    from autograder.site.build import ADDRESS, build

    say = partial(print, flush=True)
    address = arguments.pyodide or ADDRESS
    print(build(arguments.root, arguments.folder, arguments.language or (), address, say))
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands: each is a function that takes the arguments and returns the exit code."""
    top = argparse.ArgumentParser(prog="python -m autograder", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(
        run: Callable[[argparse.Namespace], int], name: str, *shared: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        summary = str(run.__doc__).partition("\n\n")[0]
        sub = commands.add_parser(name, parents=shared, help=summary, description=run.__doc__)
        sub.set_defaults(run=run)
        return sub

    # What several commands take.
    root, several, workers = (argparse.ArgumentParser(add_help=False) for _ in range(3))
    root.add_argument(
        "--root", type=Path, default=Path(), help="the course folder, here by default"
    )
    several.add_argument("assignments", metavar="ASSIGNMENT", nargs="*", help="all by default")
    workers.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        default=os.cpu_count(),
        help="how many processes, one for each core by default",
    )

    sub = command(release, "release", root)
    sub.add_argument("--language", default="en", help="such as pt_BR; English (en) by default")

    sub = command(translate, "translate", root)
    sub.add_argument("language", metavar="LANGUAGE", help="such as es, or pt_BR")

    sub = command(demo, "demo")
    sub.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        nargs="?",
        default=Path("demo"),
        help="a folder that does not exist yet or is empty, demo by default",
    )
    sub = command(collect, "collect", root)
    sub.add_argument(
        "downloads",
        metavar="ZIP",
        type=Path,
        nargs="+",
        help="a download of submissions, or the folder that it was unpacked into; of a student in "
        "several the last one counts",
    )
    sub.add_argument("assignment", metavar="ASSIGNMENT", help="its name in source/")
    sub.add_argument(
        "--update",
        action="store_true",
        help="replace the folder of a student where the download has another version",
    )

    sub = command(grade, "grade", root, workers)
    sub.add_argument("assignments", metavar="ASSIGNMENT", nargs="+", help="such as 01-softmax")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, whose workers then grade")
    sub.add_argument("--force", action="store_true", help="grade again what has been graded")
    sub.add_argument(
        "--solutions",
        action="store_true",
        help="try the solutions against the tests instead, and record nothing",
    )
    sub.add_argument(
        "--without-jail",
        action="store_true",
        help="run what students wrote unconfined, with your own rights; a comment says so",
    )

    sub = command(feedback, "feedback", several, root, workers)
    sub.add_argument(
        "--zip",
        choices=("moodle", "canvas"),
        help="also write ASSIGNMENT-moodle.zip or ASSIGNMENT-canvas.zip, which this system takes "
        "back; needs submissions that collect has taken from its download",
    )

    sub = command(solutions, "solutions", several, root)
    sub.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        help="the folder to write into, solutions in the course folder by default",
    )

    sub = command(report, "report", several, root)
    sub.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("report"),
        help="the folder to write into, report by default",
    )
    sub.add_argument(
        "--formgrader",
        metavar="ADDRESS",
        default=FORMGRADER,
        help=f"where formgrader answers, for links to what awaits marks; {FORMGRADER} by default",
    )

    sub = command(doctor, "doctor")
    sub.add_argument(
        "course",
        metavar="COURSE",
        type=Path,
        nargs="?",
        help="a course folder, whose test cells are tried instead of this machine",
    )

    sub = command(docs, "docs")
    sub.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("docs/_build/html"),
        help="the folder to write into, docs/_build/html by default",
    )
    sub.add_argument(
        "--site",
        metavar="URL",
        default="",
        help="the site in the browser, to which chapters then lead: an address, or a path from the "
        "first page of the book",
    )

    sub = command(site, "site", root)
    sub.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        help="a folder that does not exist yet or is empty",
    )
    sub.add_argument(
        "--language", metavar="L", nargs="+", help="such as en, or es pt_BR; all by default"
    )
    sub.add_argument(
        "--pyodide",
        metavar="URL",
        help="where Pyodide's own distribution lies, its public address by default; browsers load "
        "it from there",
    )

    sub = command(verify, "verify", workers)
    sub.add_argument("exercises", metavar="NAME", nargs="*", help="of an exercise, all by default")
    sub.add_argument(
        "--cases",
        type=_count,
        metavar="N",
        default=30,
        help="how many random cases of each exercise right answers meet, 30 by default; 10000 take "
        "hours",
    )
    sub.add_argument(
        "--seeds",
        type=_seed,
        metavar="SEED",
        nargs="+",
        help="of the hidden cases, each tried in turn; that of grading by default",
    )

    sub = command(bench, "bench")
    sub.add_argument(
        "--submissions",
        type=_count,
        metavar="N",
        default=240,
        help="the size of the class, 240 by default; nbgrader grades one submission of each kind",
    )
    sub.add_argument("--assignment", metavar="NAME", help="the one to grade, all by default")
    sub.add_argument(
        "--references",
        action="store_true",
        help="time two references instead, over the products that any such program needs",
    )
    top.set_defaults(commands=commands.choices)  # for the pages that list them
    return top


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


# How many threads NumPy's linear algebra has, whichever library does it.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

# So much later an interrupt comes again that Python has dropped, in seconds.
AGAIN = 0.05


@contextlib.contextmanager
def no_interrupt_dropped() -> Iterator[None]:
    """Let an interrupt come again that meets a callback or a finalizer, where Python drops it."""

    def dropped(unraisable: "sys.UnraisableHookArgs") -> None:
        if unraisable.exc_type is not KeyboardInterrupt:
            before(unraisable)
            return
        again = threading.Timer(AGAIN, os.kill, (os.getpid(), signal.SIGINT))
        again.daemon = True
        again.start()

    before, sys.unraisablehook = sys.unraisablehook, dropped
    try:
        yield
    finally:
        sys.unraisablehook = before


def main(argv: list[str] | None = None) -> int:
    """Run one command; what a person can put right is one line on stderr and exit code 1."""
    arguments = parser().parse_args(argv)
    # Before NumPy loads, which reads these then. Matrices are small here, and there is a worker for
    # each core: more threads wait for each other, and last digits would depend on their number.
    os.environ |= dict.fromkeys(THREADS, "1")
    # As soon as they are there, jsonschema lays out grammars of addresses and durations with them,
    # the first for a second. No form of a notebook has any of these.
    for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # "never import it"
    try:
        with no_interrupt_dropped():
            return arguments.run(arguments)
    except (CourseError, OSError) as error:  # an OSError names the file that was in the way
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
