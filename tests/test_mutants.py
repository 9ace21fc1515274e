"""Mutants are made in order, each once; one that lives without a reason is a gap."""

import tomllib
from dataclasses import replace

import pytest

from autograder.course.exercises import EXERCISES
from autograder.key.gallery import reference_of
from autograder.key.hidden import hidden_cases
from autograder.verification import mutants as mutators
from autograder.verification import survival
from autograder.verification.mutants import Mutant, mutants, mutate
from autograder.verification.survival import KEY, Outcome, explanations, gaps, judge, killing


def made(line, operator=None):
    """The lines that mutants make of the one line of a function of A, b and k."""
    found = mutate("f", f"def f(A, b, k):\n    {line}\n")
    return [
        mutant.source.splitlines()[1].strip()
        for mutant in found
        if operator in (None, mutant.operator)
    ]


@pytest.mark.parametrize(
    ("operator", "line", "expected"),
    [
        ("arithmetic", "return b + k", ["return b - k"]),
        ("arithmetic", "b *= k", ["b /= k", "b += k"]),
        ("operands swapped", "return b / k", ["return k / b"]),
        ("operand dropped", "return b @ k", ["return b", "return k"]),
        ("sign", "return -b", ["return b"]),
        ("sign", "b = np.exp(k)", ["b = np.exp(-k)"]),
        ("factor", "return (b, k)", ["return (b * 2, k)", "return (b, k * 2)"]),
        ("constant", "b = 3", ["b = 4", "b = 2"]),
        ("constant", "b = 0.5", ["b = 0.0", "b = 1.0", "b = 5.0", "b = 0.05"]),
        ("constant", "b = k.sum(axis=0)", ["b = k.sum(axis=1)"]),
        ("constant", "b = f(k, keep=True)", ["b = f(k, keep=False)"]),
        ("comparison", "return b < k", ["return b <= k", "return b > k"]),
        ("condition", "return b if k else 1", ["return b if not k else 1"]),
        ("branch", "return b if k else A", ["return b", "return A"]),
        ("transpose", "b = A.T @ A", ["b = A @ A", "b = A.T @ A.T"]),
        ("variable", "return b", ["return A", "return k"]),
        ("index dropped", "return b[:, k]", ["return b"]),
        ("order", "b = A[:, k]", ["b = A[k, :]"]),
        ("function", "b = A.max()", ["b = A.min()", "b = A.mean()"]),
        ("call dropped", "b = np.sqrt(k)", ["b = k"]),
        ("call dropped", "b = k.sum(axis=0)", ["b = k"]),
        ("arguments swapped", "b = f(A, k)", ["b = f(k, A)"]),
        ("keyword dropped", "b = f(k, keepdims=True)", ["b = f(k)"]),
        ("statement dropped", "A[k] = b", ["pass"]),
    ],
)
def test_an_operator_does_what_it_says(operator, line, expected):
    found = made(line, operator)
    assert found[: len(expected)] == expected


def test_a_loop_loses_its_ends_and_what_it_assigns():
    source = "def f(n):\n    a = 1\n    for i in range(n):\n        a = a * n\n    return a\n"
    after = [(m.operator, m.after) for m in mutate("f", source)]
    assert ("loop", "range(1, n)") in after
    assert ("loop", "range(n - 1)") in after
    assert ("assignment dropped", "pass") in after


def test_a_range_with_a_start_and_a_step_loses_its_ends_too():
    source = "def f(n):\n    return sum(range(2, n, 3))\n"
    after = [m.after for m in mutate("f", source) if m.operator == "loop"]
    assert after == ["range(2 + 1, n, 3)", "range(2, n - 1, 3)"]


def test_what_a_call_unpacks_is_no_argument_to_keep_alone():
    assert "return *A" not in made("return f(*A)")
    assert made("return b is None", "comparison") == ["return b is not None"]


def test_a_variable_is_replaced_by_one_that_has_a_value_there():
    source = (
        "def f(a):\n    def g(t):\n        return t\n    b = g(a)\n    c = b\n    return (b, c)\n"
    )
    mutants = [m for m in mutate("f", source) if m.operator == "variable"]
    inside, after, *pair = [(m.place, m.after) for m in mutants]
    assert inside == ("body[0].body[0].value", "a")
    assert after == ("body[2].value", "a")
    places = ["body[3].value.elts[0]", "body[3].value.elts[1]"]
    assert pair == [(places[0], "a"), (places[0], "c"), (places[1], "a"), (places[1], "b")]


def test_a_mutant_is_named_by_what_stood_at_its_place_and_what_stands_there_now():
    first, *_ = mutate("softmax", 'def softmax(z):\n    """Doc."""\n    return z - z.max()\n')
    assert first.identity == "softmax, arithmetic: z - z.max() → z + z.max() at body[0].value"


def test_a_name_stays_where_the_rest_of_the_line_changes():
    names = [
        {m.identity for m in mutate("f", f"def f(a, b):\n    return g(a.T, {rest})\n")}
        for rest in ("b", "b[0]")
    ]
    assert "f, transpose: a.T → a at body[0].value.args[0]" in names[0] & names[1]


def test_lines_that_read_the_same_are_told_apart():
    source = "def f(n):\n    n += 1\n    n += 1\n    return n\n"
    names = [m.identity for m in mutate("f", source) if m.operator == "arithmetic"]
    assert names == [
        "f, arithmetic: n += 1 → n -= 1 at body[0]",
        "f, arithmetic: n += 1 → n -= 1 at body[1]",
    ]


def test_what_is_the_same_program_is_counted_once():
    texts = [mutant.source for mutant in mutate("f", "def f(a):\n    return np.outer(a, a)\n")]
    assert len(set(texts)) == len(texts)
    assert "def f(a):\n    return np.outer(a, a)" not in texts
    assert made("b = f(k, k)", "arguments swapped") == []


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_mutants_and_no_two_of_one_name(name):
    found = mutants(name)
    assert len(found) >= 5
    assert len({mutant.identity for mutant in found}) == len(found)


def test_the_order_of_mutants_is_that_of_the_text():
    source = reference_of("logit_hessian").source
    assert mutate("logit_hessian", source) == mutate("logit_hessian", source)
    statements = [mutant.place.partition(".")[0] for mutant in mutate("logit_hessian", source)]
    assert statements == sorted(statements)


def test_every_operator_finds_a_place_in_some_reference():
    used = {mutant.operator for name in EXERCISES for mutant in mutants(name)}
    assert used == {operator.__name__.replace("_", " ") for operator in mutators.OPERATORS}


def test_a_reference_is_found_by_the_name_of_its_exercise():
    module = reference_of("output_delta").function.__module__
    assert module == "autograder.key.output_layer.output_delta"


PLANTED = {
    "right": "def softmax(z):\n    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()",
    "wrong": "def softmax(z):\n    return np.exp(z) / np.exp(z).sum()",
    "ends its process": "def softmax(z):\n    import os\n    os._exit(0 * 0 + 3)",
    "takes all memory": "def softmax(z):\n    return np.ones(10**10)[:3]",
    "does not compile": "def softmax(z):\n    return z +",
}


@pytest.fixture(scope="module")
def judged():
    with pytest.MonkeyPatch.context() as patch:
        planted = tuple(
            Mutant("softmax", "planted", "here", "s", name, source)
            for name, source in PLANTED.items()
        )
        patch.setattr("autograder.verification.survival.mutants", lambda name: planted)
        return judge(("softmax",), workers=1)


def test_only_the_right_program_survives(judged):
    (outcome,) = judged
    assert [mutant.after for mutant in outcome.survivors] == ["right"]
    assert (outcome.total, outcome.killed) == (len(PLANTED), len(PLANTED) - 1)


def test_a_mutant_that_never_ends_is_killed_and_the_one_after_it_is_judged(monkeypatch):
    monkeypatch.setattr(survival, "SECONDS", 1)
    sources = "def softmax(z):\n    while True:\n        pass", PLANTED["right"]
    made = [Mutant("softmax", "planted", "here", "s", "s", source) for source in sources]
    assert killing(made) == [survival.ENOUGH, 0]


def test_a_mutant_that_one_case_kills_is_a_gap():
    source = "def softmax(z):\n    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()"
    for_one_class = Mutant("softmax", "planted", "here", "s", "s", f"{source} + (len(z) == 1)")
    assert [case.family.K for case in hidden_cases("softmax", "robustness")].count(1) == 1
    assert killing([for_one_class]) == [1]
    outcome = Outcome("softmax", 2, (), (for_one_class,))
    assert outcome.killed == 2
    (gap,) = gaps((outcome,), {})
    assert gap == "fewer than 3 hidden cases catch it: softmax, planted: s → s at here"


def test_a_survivor_without_a_reason_is_a_gap(judged):
    (gap,) = gaps(judged, {})
    assert gap == "no test catches it, no reason is given: softmax, planted: s → right at here"
    assert gaps(judged, {"softmax, planted: s → right at here": "it is right"}) == ()


def test_a_reason_for_what_does_not_survive_is_a_gap(judged):
    reasons = {
        "softmax, planted: s → right at here": "it is right",
        "softmax, planted: s → wrong at here": "?",
    }
    (gap,) = gaps(judged, reasons)
    assert gap == "explained, but no survivor: softmax, planted: s → wrong at here"


def test_exercises_that_were_not_judged_leave_no_gap():
    mutant = Mutant("softmax", "planted", "here", "a", "b", "")
    outcome = Outcome("softmax", 1, (mutant,))
    reasons = {mutant.identity: "", replace(mutant, exercise="sigmoid").identity: ""}
    assert gaps((outcome,), reasons) == ()


def test_every_explained_mutant_is_one_and_has_a_reason():
    known = {mutant.identity for name in EXERCISES for mutant in mutants(name)}
    reasons = explanations()
    assert reasons.keys() <= known
    assert all(reason.endswith(".") for reason in reasons.values())
    listed = []
    for path in KEY.glob("*/*.survivors.toml"):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]
        of_file = [mutant for table in tables for mutant in table["mutants"]]
        name = path.name.removesuffix(".survivors.toml")
        assert all(mutant.startswith(f"{name}, ") for mutant in of_file), path.name
        listed += of_file
    assert len(listed) == len(reasons) > 50
