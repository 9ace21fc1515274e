"""The command that proves the tests: one table, a few figures, and every gap by name."""

from collections.abc import Callable, Collection, Iterator, Sequence

from autograder.course.exercises import EXERCISES
from autograder.key.hidden import HIDDEN_SEED
from autograder.verification import catching, noise, search, survival
from autograder.verification.gallery import Judged, judge

# In the whole course: of the wrong answers so many must get their name; of random ones less than so
# many may get one.
NAMED = 0.9
DRAWS = 10
FALSE_NAMES = 1e-3

# Of the mutants of the references so many must be caught.
KILLED = 0.98

HEAD = (
    f"{'exercise':<31}{'wrong caught':>14}{'right accepted':>16}{'named rightly':>15}"
    f"{'worst margin':>14}"
)


def verify(
    workers: int,
    cases: int,
    say: Callable[[str], None] = print,
    seeds: Sequence[int] = (HIDDEN_SEED,),
    names: Collection[str] = tuple(EXERCISES),
) -> list[str]:
    """Try the tests on all that they must catch and accept; return the gaps, one line each.

    workers: processes to use. cases: for each exercise, that are drawn at random for right answers.
    say takes the lines of the table as they come. seeds: of the hidden cases, ints ≥ 0. names: of
    exercises; with some of them alone, how many are named and killed is said and is no gap.
    """
    gaps = []
    for seed in seeds:
        say(f"hidden cases of seed {seed}")
        gaps += [
            f"seed {seed}: {gap}"
            for gap in (
                *_gallery(names, workers, seed, say),
                *_draws(names, workers, seed, say),
                *_noise(names, workers, seed, say),
                *_mutants(names, workers, seed, say),
            )
        ]
    gaps += _search(names, workers, cases, say)
    for gap in gaps:
        say(f"gap: {gap}")
    say(f"{len(gaps) or 'no'} gap{'s' * (len(gaps) > 1)}")
    return gaps


def _gallery(
    names: Collection[str], workers: int, seed: int, say: Callable[[str], None]
) -> Iterator[str]:
    everything = []
    say(HEAD)
    for exercise, judged in judge(names, workers, seed):
        say(row(f"{exercise.number} {exercise.name}", judged))
        yield from gaps_of(judged)
        everything += judged
    say(row("in all", everything))
    wrong = [each for each in everything if not each.entry.right]
    named = sum(each.named for each in wrong)
    if _is_whole(names) and named < NAMED * len(wrong):
        yield f"only {named} of {len(wrong)} wrong answers get their name"


def _draws(
    names: Collection[str], workers: int, seed: int, say: Callable[[str], None]
) -> Iterator[str]:
    few = list(catching.gaps(names, seed, workers))
    say(f"draws: {len(few)} wrong answers are caught by fewer than {catching.ENOUGH} hidden cases")
    yield from few


def _noise(
    names: Collection[str], workers: int, seed: int, say: Callable[[str], None]
) -> Iterator[str]:
    given = list(noise.names(names, DRAWS, workers, seed))
    named = sum(map(bool, given))
    line = f"{named} of {len(given)} random answers are given a name"
    say(f"noise: {line}")
    if _is_whole(names) and named >= FALSE_NAMES * len(given):
        yield line


def _mutants(
    names: Collection[str], workers: int, seed: int, say: Callable[[str], None]
) -> Iterator[str]:
    outcomes = survival.judge(names, workers, seed)
    killed, total = sum(o.killed for o in outcomes), sum(o.total for o in outcomes)
    line = f"{killed} of {total} mutants of the references are killed ({killed / total:.1%})"
    say(f"mutants: {line}")
    if _is_whole(names) and killed < KILLED * total:
        yield f"only {line}"
    explained = survival.explanations()
    gaps = survival.gaps(outcomes, explained)
    said = sum(s.identity in explained for o in outcomes for s in o.survivors)
    say(f"survivors: {total - killed}, of {said} it is said why they are right programs")
    yield from gaps


def _search(
    names: Collection[str], workers: int, cases: int, say: Callable[[str], None]
) -> Iterator[str]:
    found = search.search(names, cases, workers=workers)
    rejected = [each for searched in found for each in searched.rejections]
    margin = max(searched.margin for searched in found)
    say(
        f"search: {len(rejected)} right answers rejected in {cases} random cases of each exercise, "
        f"worst margin {margin:.1e}"
    )
    for each in rejected:
        yield (
            f"{each.exercise}, right answer {each.answer}: rejected in random case {each.number} "
            f"({each.verdict.outcome})"
        )


def _is_whole(names: Collection[str]) -> bool:
    return len(names) == len(EXERCISES)


def row(title: str, judged: list[Judged]) -> str:
    """A row of the table: how many of the answers are caught, accepted and named.

    The margin is the largest error of a right answer as a share of what is allowed.
    """
    wrong = [each for each in judged if not each.entry.right]
    right = [each for each in judged if each.entry.right]
    caught, named = sum(e.as_expected for e in wrong), sum(e.named for e in wrong)
    accepted = sum(each.as_expected for each in right)
    margin = max((each.error for each in right), default=0.0)
    return (
        f"{title:<31}{_of(caught, wrong):>14}{_of(accepted, right):>16}{_of(named, wrong):>15}"
        f"{margin:>14.1e}"
    )


def gaps_of(judged: list[Judged]) -> list[str]:
    """What is not as it must be: wrong answers that pass, right ones that fail, false names."""
    lines = []
    for each in judged:
        entry = each.entry
        answer = f"{entry.exercise}, {'right' if entry.right else 'wrong'} answer {entry.label}"
        if not each.as_expected:
            lost = " and ".join(sorted(each.lost, reverse=True)) or "nothing"
            lines.append(f"{answer}: loses {lost}" + (f" ({each.said})" if each.said else ""))
        if each.misnamed:
            lines.append(f"{answer}: is named {each.code}")
    return lines


def _of(some: int, all_: list) -> str:
    return f"{some} of {len(all_)}"
