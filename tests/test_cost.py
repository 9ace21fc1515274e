"""What an exercise forbids to form does not fit into a jail, and what it asks for does."""

import numpy as np
import pytest
from installs import need_linux
from patience import PATIENCE

from autograder.checking.compare import examine
from autograder.checking.differences import tolerance
from autograder.checking.exercise import ROOM, projected
from autograder.classroom.students import reference_answers
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.grading.session import Bounds, Session
from autograder.grading.stubs import Allowance, OwnCalls, Stub
from autograder.key.gallery import reference_of
from autograder.key.hidden import hidden_cases
from autograder.sandbox import WarmParent
from autograder.sandbox.inside.limits import Limits

COSTLY = [name for name, exercise in EXERCISES.items() if exercise.cost is not None]
LARGE = [(name, place) for name in COSTLY for place in range(len(EXERCISES[name].cost().large()))]
IMPORTS = "import numpy as np\nfrom scipy import special\n"

every_large_case = pytest.mark.parametrize(("name", "place"), LARGE)


def assignment_of(name):
    (assignment,) = [a for a, group in ASSIGNMENTS.items() if EXERCISES[name] in group]
    return assignment


def judge(name, place, function):
    """The verdict on one large case alone, called here."""
    exercise = EXERCISES[name]
    case = exercise.cost().large()[place]
    return examine(exercise, function, [case], part="values", hidden=True)


# ---- the cases ----


def test_each_exercise_that_bounds_its_memory_has_a_large_case():
    assert [
        *("softmax_differential", "logistic_hessian", "hessian_vector_product"),
        *("curvature_along", "quadratic_form", "softmax_backward"),
    ] == COSTLY
    assert {name for name, _ in LARGE} == set(COSTLY)


@every_large_case
def test_the_reference_is_right_in_a_large_case(name, place):
    verdict = judge(name, place, reference_of(name).function)
    assert verdict.right, verdict
    # There is room for another order of summation.
    assert verdict.found.gap < 0.2 * float(tolerance(1.0))


def one_entry(result):
    """The result with one entry off by a thousandth of the largest."""
    wrong = np.array(result)
    wrong.flat[0] += 1e-3 * np.abs(wrong).max()
    return wrong if wrong.ndim else float(wrong)


WRONG = {
    "sign": lambda result: -result,
    "factor": lambda result: 1.000_001 * result,
    "zero": lambda result: 0 * result,
    "one entry": one_entry,
}


@every_large_case
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_number_is_wrong_in_a_large_case(name, place, wrong):
    function = reference_of(name).function
    verdict = judge(name, place, lambda *arguments: wrong(function(*arguments)))
    assert verdict.outcome == "value", verdict


@every_large_case
def test_what_is_forbidden_is_larger_than_the_room_of_a_call(name, place):
    case = EXERCISES[name].cost().large()[place]
    if case.family.name == "many_of_each":
        W, X, _ = case.arguments
        assert 8 * len(X) * W.size > 1.1 * max(ROOM, Limits().memory)
    else:
        entries = max(max(array.shape) for array in case.arguments) ** 2
        assert entries > 1.1 * ROOM
        # In floats of half precision it is more than what a function can take by raising its bound.
        assert 2 * entries > Limits().memory


@every_large_case
def test_the_arguments_of_a_large_case_are_small(name, place):
    arguments = EXERCISES[name].cost().large()[place].arguments
    assert sum(array.nbytes for array in arguments) < 4 * 2**20


def test_a_projection_agrees_with_the_whole_and_not_with_another():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(30, 4))
    directions = rng.normal(size=(2, 30, 4))
    target = projected(truth.shape, directions, [(v * truth).sum() for v in directions], [1.0, 1.0])
    (measured,) = target.measure(truth)
    np.testing.assert_allclose(
        measured, target.expected[0], rtol=0, atol=target.tolerances[0].min()
    )
    (measured,) = target.measure(truth + 1e-6 * (truth == truth.max()))
    assert (np.abs(measured - target.expected[0]) > target.tolerances[0]).any()


# ---- in a jail ----


@pytest.fixture(scope="module")
def judged():
    """The verdict of the hidden test of robustness on an answer in a jail."""
    need_linux()

    def judged(name, source):
        with Session(warm, {}, Bounds(PATIENCE, PATIENCE)) as session:
            assert session.run(IMPORTS + source) == []
            stub = Stub(session, name, OwnCalls(Allowance(PATIENCE)))
            cases = hidden_cases(name, "robustness")
            return examine(EXERCISES[name], stub, cases, part="robustness", hidden=True)

    with WarmParent() as warm:
        yield judged


@pytest.mark.parametrize("name", COSTLY)
def test_the_reference_passes_in_a_jail(judged, name):
    verdict = judged(name, reference_answers(assignment_of(name))[name])
    assert verdict.right, verdict


SAMPLES = """
def hessian_vector_product(W, X, V):
    product = np.zeros(W.shape)
    for x in X:
        p, u = special.softmax(x @ W), x @ V
        product += np.outer(x, p * (u - p @ u))
    return product / len(X)
"""


def test_a_loop_over_samples_that_forms_nothing_large_passes_in_a_jail(judged):
    assert judged("hessian_vector_product", SAMPLES).right


FORBIDDEN = {
    "softmax_differential: diag": """
def softmax_differential(z, dz):
    s = special.softmax(z)
    return np.diag(s) @ dz - s * (s @ dz)
""",
    "softmax_differential: a bound raised": """
def softmax_differential(z, dz):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, 2 * (resource.getrlimit(resource.RLIMIT_AS)[1],))
    s = special.softmax(z)
    return s * dz - s * (s @ dz) + 0.0 * np.diag(s.astype(np.float16))[0]
""",
    "softmax_differential: outer": """
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * dz - np.outer(s, s) @ dz
""",
    "softmax_differential: booleans": """
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * dz - s * (s @ dz) + 0.0 * np.eye(len(z), dtype=bool)[0]
""",
    "softmax_backward: diag": """
def softmax_backward(y_hat, upstream):
    return (np.diag(y_hat) - np.outer(y_hat, y_hat)) @ upstream
""",
    "softmax_backward: cases": """
def softmax_backward(y_hat, upstream):
    K = len(y_hat)
    J = np.empty((K, K))
    for k in range(K):
        J[k] = -y_hat[k] * y_hat
        J[k, k] += y_hat[k]
    return J.T @ upstream
""",
    "quadratic_form: diag": """
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return v @ X.T @ np.diag(mu * (1 - mu)) @ X @ v / len(X)
""",
    "logistic_hessian: diag": """
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ np.diag(mu * (1 - mu)) @ X / len(X)
""",
    "logistic_hessian: eye": """
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ (np.eye(len(X)) * mu * (1 - mu)) @ X / len(X)
""",
    "hessian_vector_product: outer": """
def hessian_vector_product(W, X, V):
    product = np.zeros(W.shape)
    for x in X:
        p = special.softmax(x @ W)
        product += np.outer(x, (np.diag(p) - np.outer(p, p)) @ (x @ V))
    return product / len(X)
""",
    "hessian_vector_product: kron": """
def hessian_vector_product(W, X, V):
    d, K = W.shape
    H = np.zeros((d * K, d * K))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return (H @ V.ravel(order="F")).reshape((d, K), order="F") / len(X)
""",
    "hessian_vector_product: einsum": """
def hessian_vector_product(W, X, V):
    P, U = special.softmax(X @ W, axis=1), X @ V
    T = P * U - P * (P * U).sum(axis=1, keepdims=True)
    return np.einsum("md,mk->mdk", X, T).sum(axis=0) / len(X)
""",
    "hessian_vector_product: broadcast": """
def hessian_vector_product(W, X, V):
    P, U = special.softmax(X @ W, axis=1), X @ V
    T = P * U - P * (P * U).sum(axis=1, keepdims=True)
    return (X[:, :, None] * T[:, None, :]).mean(axis=0)
""",
}


@pytest.mark.parametrize("answer", FORBIDDEN)
def test_what_is_forbidden_is_told_as_the_cost_in_a_jail(judged, answer):
    name = answer.partition(":")[0]
    verdict = judged(name, FORBIDDEN[answer])
    assert verdict.outcome == "cost", verdict
    assert verdict.found.forbidden == EXERCISES[name].cost().forbidden
    assert verdict.family in ("many_classes", "many_samples", "many_of_each")


def test_the_answers_above_are_right_but_for_their_cost():
    for answer, source in FORBIDDEN.items():
        name = answer.partition(":")[0]
        namespace = {}
        exec(IMPORTS + source, namespace)
        cases = hidden_cases(name, "values")
        verdict = examine(EXERCISES[name], namespace[name], cases, part="values", hidden=True)
        assert verdict.right, answer


def test_a_wrong_number_in_a_large_case_is_told_as_such_in_a_jail(judged):
    # Right for the few classes of all other cases.
    source = """
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - s @ dz) * (1 + 1e-6 * (len(z) > 1000))
"""
    verdict = judged("softmax_differential", source)
    assert (verdict.outcome, verdict.family) == ("value", "many_classes")
