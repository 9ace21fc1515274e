"""A test cell against functions that change their arguments: no point for it, and none lost.

The functions run here, behind the wire; `test_session` has them in a jail.
"""

import resource
import time
from types import SimpleNamespace

import numpy as np
import pytest
from public import public_cases
from small_exam import graded

from autograder.checking.exercise import PARTS
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.grading import words
from autograder.grading.marking import mark
from autograder.grading.session import Lost, ended
from autograder.grading.status import Status
from autograder.grading.stubs import Allowance, OwnCalls, Stub
from autograder.key.hidden import hidden_cases
from autograder.sandbox.inside import wire


class Jailed:
    """Answers calls of some functions as a session does: their arguments are copies."""

    def __init__(self, **functions):
        self.functions, self.asked = functions, []

    def call(self, name, calls, seconds, conditions=None):
        made, keywords = wire.decode(calls.data, gaps=True)
        self.asked += [name] * len(made)
        replies = (self._reply(name, arguments, keywords) for arguments in made)
        return wire.Replies(wire.encode_replies(replies), calls)

    def _reply(self, name, arguments, keywords):
        count = len(arguments) - len(keywords)
        named = dict(zip(keywords, arguments[count:], strict=True))
        value = self.functions[name](*arguments[:count], **named)
        return wire.Reply("value", wire.decode(wire.encode(value)), arguments=arguments)


@pytest.fixture
def run():
    """Mark tests, one after another in one namespace; return what came of the last."""

    def run(*sources, setup="", seconds=100.0, **functions):
        session = Jailed(**functions)
        namespace = {"np": np}
        exec(setup, namespace)
        for source in sources:
            calls = OwnCalls(Allowance(100.0), seconds=seconds)
            stubs = {name: Stub(session, name, calls) for name in functions}
            session.asked.clear()
            test, checks = graded("values", source), CheckSession(COURSE)
            marked = mark(test, namespace, stubs, calls, checks, 0.5, frozenset(stubs))
        return SimpleNamespace(marked=marked, namespace=namespace, asked=session.asked)

    return run


def zeroed(X):
    X[...] = 0.0
    return X.copy()


def doubled_in_place(X):
    X *= 2
    return X.copy()


def doubled(X):
    return 2 * X


DATA = "X = np.array([[1.0, 2.0], [3.0, 4.0]])"
TRUTH = "assert np.allclose(double({0}), 2 * {0})"


# ---- a change gains nothing ----


@pytest.mark.parametrize(
    "argument", ["X", "X[0]", "X.T", "X[::2, ::-1]", "X.reshape(4)", "X[0, 0:1]"]
)
def test_a_truth_is_not_computed_from_what_a_function_made_of_its_argument(run, argument):
    found = run(TRUTH.format(argument), setup=DATA, double=zeroed)
    assert found.marked.share == 0
    assert found.marked.error.name == "AssertionError"
    assert found.asked == ["double"], "a test that has failed is not run again"
    assert found.namespace["X"].tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "test",
    [
        "assert np.allclose(double(X=X), 2 * X)",
        "assert np.allclose(double(*[X]), 2 * X)",
        "pair = [X, 1]\nassert np.allclose(double(pair), 2 * pair[0])",
        "pair = (X, [X])\nassert np.allclose(double(pair), 2 * X)",
    ],
)
def test_nor_where_the_argument_has_a_name_or_lies_in_a_list(run, test):
    def first(X):
        return X if isinstance(X, np.ndarray) else X[0]

    assert run(test, setup=DATA, double=lambda X: zeroed(first(X))).marked.share == 0
    assert run(test, setup=DATA, double=lambda X: 2 * first(X)).marked.share == 1


# ---- a change is met by a test that asks for it ----

UNCHANGED = """
before = X.copy()
assert np.allclose(double({0}), 2 * before{1})
assert (X == before).all(), 'changed'
"""


@pytest.mark.parametrize(("argument", "part"), [("X", ""), ("X[0]", "[0]"), ("X.T", ".T")])
def test_a_test_that_its_argument_is_unchanged_still_fails_and_advises_a_copy(run, argument, part):
    source = UNCHANGED.format(argument, part)
    found = run(source, setup=DATA, double=doubled_in_place)
    assert found.marked.share == 0
    assert found.marked.error.text == "changed"
    assert found.marked.error.advice == words.IN_PLACE
    assert found.asked == ["double"], "the second run has the answer of the first"
    assert run(source, setup=DATA, double=doubled).marked.share == 1


def test_the_same_array_passed_twice_is_changed_by_the_one_call(run):
    def add(a, b):
        a += b
        return a.copy()

    source = (
        "before = X.copy()\nassert np.allclose(add(X, X), 2 * before)\nassert (X == before).all()"
    )
    assert run(source, setup=DATA, add=add).marked.share == 0


def test_a_list_that_is_sorted_in_place_is_met_as_sorted(run):
    def least(numbers):
        numbers.sort()
        return numbers[0]

    source = "numbers = [3, 1, 2]\nassert least(numbers) == 1\nassert numbers == [3, 1, 2]"
    assert run(source, least=least).marked.share == 0
    assert run(source, least=min).marked.share == 1


@pytest.mark.parametrize("setup", [f"{DATA}\nX.flags.writeable = False", DATA])
def test_an_array_that_is_read_only_can_not_be_changed_as_in_a_notebook(run, setup):
    source = "X.flags.writeable = False\nassert double(X)[0, 0] == 2"
    source = source if setup == DATA else source.partition("\n")[2]
    found = run(source, setup=setup, double=doubled_in_place)
    assert found.marked.error.text == "assignment destination is read-only"
    assert run(source, setup=setup, double=doubled).marked.share == 1


def test_a_function_that_changes_its_argument_only_at_the_first_call_is_caught(run):
    count = []

    def moody(X):
        count.append(1)
        return doubled_in_place(X) if len(count) == 1 else doubled(X)

    found = run(UNCHANGED.format("X", ""), setup=DATA, double=moody)
    assert (found.marked.share, len(count)) == (0, 1)


# ---- honest work in place ----


def test_work_in_place_on_an_argument_that_the_test_uses_no_more_has_its_points(run):
    found = run("assert (double(X) == [[2, 4], [6, 8]]).all()", setup=DATA, double=doubled_in_place)
    assert found.marked.share == 1
    assert found.marked.error is None


def test_the_second_call_of_the_second_run_gets_what_the_first_one_left(run):
    found = run(
        "a = double(X)\nb = double(X)\nassert a[0, 0] == 2", setup=DATA, double=doubled_in_place
    )
    assert found.marked.share == 1
    assert found.asked == ["double"] * 3, "the changed argument was not asked about before"


# ---- a test that does not end of itself ----

ENDLESS = {
    "a loop": "n = double(0)\nwhile n != 1:\n    n *= 2",
    "a loop that takes all that is raised": """
n = double(0)
while n != 1:
    try:
        n = sum([n, n])
    except:
        pass
""",
    "a regular expression": "import re\nre.fullmatch('([a-z]+ ?)+', double('a' * 20) + '!')",
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_a_test_that_runs_for_ever_on_what_it_was_given_is_stopped(run, source):
    found = run(source, "assert double(2) == 4", seconds=0.3, double=doubled)
    assert found.marked.share == 1
    found = run(source, seconds=0.3, double=doubled)
    assert (found.marked.share, found.marked.status) == (0, Status.TIMED_OUT)
    assert found.marked.error.text == words.STOPPED


def test_the_time_of_calls_is_none_of_the_tests_own(run):
    def double(X):
        time.sleep(1.0)
        return 2 * X

    source = "import time\nassert double(2) == 4\ntime.sleep(0.2)"
    assert run(source, seconds=1.0, double=double).marked.share == 1


def test_a_test_that_takes_more_memory_than_it_has_fails(run):
    source = "held = bytearray(double(2**31))"  # which no one writes to
    limit = resource.getrlimit(resource.RLIMIT_AS)
    assert run(source, double=doubled).marked.error.name == "MemoryError"
    assert resource.getrlimit(resource.RLIMIT_AS) == limit


@pytest.mark.parametrize("swallows", ["except:", "except BaseException:"])
def test_a_test_that_takes_the_end_of_a_process_for_an_exception_fails(run, swallows):
    def double(X):
        raise ended()

    source = f"try:\n    double(1)\n{swallows}\n    pass\nelse:\n    assert False"
    found = run(source, double=double).marked
    assert (found.share, found.status, found.error.name) == (0, Status.ENDED, "ProcessEnded")


def test_a_test_does_not_take_the_text_of_a_stand_in_for_a_docstring(run):
    assert run("assert double.__doc__", double=doubled).marked.share == 0


# ---- nothing is left for the next test ----


def test_a_change_does_not_reach_the_next_test(run):
    fine = "assert double(X)[0, 0] == 2"
    found = run(fine, "assert X[0, 0] == 1", setup=DATA, double=doubled_in_place)
    assert found.marked.share == 1
    assert found.namespace["X"].tolist() == [[1, 2], [3, 4]]


def test_a_change_does_not_reach_an_array_that_is_no_name_of_a_test(run):
    setup = "def data(X=np.ones(2)):\n    return X"
    found = run("double(data())", "assert data()[0] == 1", setup=setup, double=doubled_in_place)
    assert found.marked.share == 1


SETUP = f"""
{DATA}
seen, rng, n = [], np.random.default_rng(1), 0


def note():
    seen.append(X[0, 0])


def kept(X=X):
    return X
"""
DONE_ONCE = """
n += 1
X += 1
note()
drawn = rng.normal()
assert double(X)[0, 0] == 4
assert (n, seen) == (1, [2])
"""


def test_what_a_test_does_to_its_names_is_done_once(run):
    found = run(DONE_ONCE, setup=SETUP, double=doubled_in_place)
    assert found.marked.share == 1, found.marked.error
    names = found.namespace
    assert (names["n"], names["seen"], names["X"].tolist()) == (1, [2], [[2, 3], [4, 5]])
    assert names["kept"]() is names["X"]
    rng = np.random.default_rng(1)
    assert [names["drawn"], names["rng"].normal()] == [rng.normal(), rng.normal()]


def test_what_a_second_run_draws_is_not_missing_in_later_tests(run):
    setup = f"import random\n{DATA}\nrandom.seed(1)\nnp.random.seed(1)"
    draws = "got = random.random(), np.random.rand(), float(double(X)[0, 0])"
    found = run(draws, "then = random.random(), np.random.rand()", setup=setup, double=doubled)
    other = run(draws, "then = random.random(), np.random.rand()", setup=setup, double=zeroed)
    assert found.namespace["got"][:2] == other.namespace["got"][:2]
    assert found.namespace["then"] == other.namespace["then"]


@pytest.mark.parametrize(
    ("test", "share"),
    [("double(X, X)", 1), ("double([X, X])", 1), ("double(X, X.copy())", 0), ("double([X, 1])", 0)],
)
def test_an_array_that_is_passed_twice_is_one_array(run, test, share):
    def double(*arrays):
        one, other = arrays[0] if len(arrays) == 1 else arrays
        return one is other

    assert run(f"assert {test}", setup=DATA, double=double).marked.share == share


def test_two_names_of_one_array_gain_nothing_by_a_change(run):
    def double(X, Y):
        X += Y
        X += Y
        return X.copy()

    test = "assert np.allclose(double(X, X), 3 * np.array([[1.0, 2.0], [3.0, 4.0]]))"
    assert run(test, setup=DATA, double=double).marked.share == 0


@pytest.mark.parametrize("change", [lambda pair: pair.pop(0), lambda pair: pair.reverse()])
def test_what_a_function_takes_out_of_a_list_or_moves_in_it_stays_as_it_was(run, change):
    def double(pair):
        change(pair)
        return 3

    setup = "a, b = np.array([1.0]), np.array([2.0])\npair = [a, b]"
    test = "assert double(pair) == 3\nassert (a[0], b[0]) == (1, 2)"
    found = run(test, setup=setup, double=double)
    assert found.marked.share == 1, found.marked.error
    assert run(f"{test}\nassert pair[0] is a", setup=setup, double=double).marked.share == 0


def test_a_second_run_has_the_time_of_a_test():
    given = []

    class Slow(Jailed):
        def call(self, name, calls, seconds, conditions=None):
            given.append(round(seconds))
            stubs["double"]._calls.allowance.seconds -= 40.0
            return super().call(name, calls, seconds)

    session, calls = Slow(double=doubled_in_place), OwnCalls(Allowance(100.0))
    stubs = {"double": Stub(session, "double", calls)}
    test, checks = graded("values", "double(X)\ndouble(X)"), CheckSession(COURSE)
    marked = mark(test, {"X": np.ones(2)}, stubs, calls, checks, 0.5, frozenset(stubs))
    assert marked.share == 1
    assert given == [100, 60, 100]


def test_a_new_shape_is_met_and_undone(run):
    def double(X):
        result = 2 * X
        X.shape = (4,)
        return result

    found = run("double(X)\nassert X.shape == (2, 2)", setup=DATA, double=double)
    assert (found.marked.share, found.marked.error.advice) == (0, words.IN_PLACE)
    assert found.namespace["X"].shape == (2, 2)
    assert run("double(X)", setup=DATA, double=double).namespace["X"].shape == (2, 2)


def test_what_can_not_be_copied_is_shared_by_both_runs(run):
    setup = f"{DATA}\nnumbers = (n for n in [1, 2, 3])"
    found = run("next(numbers)\ndouble(X)", setup=setup, double=doubled_in_place)
    assert found.marked.share == 1
    assert next(found.namespace["numbers"]) == 3


def test_a_function_that_an_earlier_test_kept_under_another_name_changes_nothing(run):
    tests = "mine = double\nmine(X)", "assert np.allclose(mine(X), 2 * X)"
    assert run(*tests, setup=DATA, double=zeroed).marked.share == 0


def test_both_runs_print_once_and_have_one_list_of_verdicts(run):
    source = "from autograder import check\ncheck(softmax)\nprint('z')\nsoftmax(np.zeros(2))"

    def softmax(z):
        e = np.exp(z - z.max())
        if z.size == 2:
            z += 1
        return e / e.sum()

    found = run("print('z')\ndouble(X)", setup=DATA, double=doubled_in_place).marked
    assert found.printed == "z\n"
    found = run(source.replace("(softmax)", "(softmax, 'values')"), softmax=softmax).marked
    assert found.share == 1
    assert found.printed == "z\n"
    assert [verdict.outcome for verdict in found.verdicts] == ["right"]


# ---- calls made ahead ----


def test_no_case_shares_its_arguments_with_the_copies_that_a_function_may_change():
    for name in EXERCISES:
        for part in PARTS:
            for case in (*public_cases(name, part), *hidden_cases(name, part)):
                for mine, copy in zip(case.arguments, case.fresh(), strict=True):
                    assert isinstance(mine, np.ndarray | int | float), "a list would be shared"
                    if isinstance(mine, np.ndarray):
                        assert not np.shares_memory(mine, copy)


def test_what_is_no_exception_is_a_wrong_answer_too(run):
    """As of pytest, and of a parser of arguments: let through, it would end the whole class."""
    raises = "import pytest\nwith pytest.raises(ValueError):\n    double(1)"
    marked = run(raises, double=doubled).marked
    assert (marked.share, marked.status) == (0, Status.WRONG)
    assert marked.error.text == "DID NOT RAISE ValueError"
    assert run("raise SystemExit(double(1))", double=doubled).marked.error.name == "SystemExit"


def test_a_person_interrupts_a_test(run):
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt")


@pytest.mark.parametrize(
    ("made", "text"),
    [("'x' * 10**6", "x" * 10_000), ("json.loads(double(r'\"\\ud800\"'))", "?")],
)
def test_the_text_of_an_error_is_short_and_can_be_written(run, made, text):
    marked = run(f"import json\nassert False, {made}", double=lambda x: x).marked
    assert marked.error.text[:10_000] == text
    assert len(marked.error.text) < 10_100


def test_an_error_without_a_text_for_want_of_memory_says_so(run):
    assert run("raise MemoryError").marked.error.text == words.NO_MEMORY
    assert run("[None] * 10**12").marked.error.text == words.NO_MEMORY


def test_an_error_whose_text_fails_is_told_by_that(run):
    source = "class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E"
    assert run(source).marked.error.text == "ZeroDivisionError"


def test_the_text_of_an_error_is_made_within_the_time_of_the_test(run):
    loop = "        while True: pass"
    source = f"class E(Exception):\n    def __str__(self):\n{loop}\nraise E"
    assert run(source, seconds=0.2).marked.status == Status.TIMED_OUT


def test_what_a_test_leaves_is_copied_within_its_time(run):
    loop = "        while True: pass"
    source = f"class E:\n    def __deepcopy__(self, _):\n{loop}\ne = E()"
    with pytest.raises(Lost):
        run(source, "1", seconds=0.2)
