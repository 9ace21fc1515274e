"""5.1 loss_wrt_probabilities: reference, hidden families, right and wrong answers."""

import numpy as np

from autograder.checking.exercise import Family
from autograder.key.gallery import reference, right, wrong

# The label of the least probable class, where a number that is added to it shows.
HIDDEN = {"robustness": (Family("tiny_probabilities", logits=30.0, arrangement="least", draws=3),)}


@reference
def loss_wrt_probabilities(y_hat, y):
    """Differentiate the cross-entropy of one sample in its probabilities.

    ∂L/∂ŷ_j = −y_j / ŷ_j.

    y_hat: (K,) float64, every entry > 0; y: (K,) float64, one-hot. Returns (K,) float64.
    Raises nothing. Source: document 002, 2.1.
    """
    return -y / y_hat


@right("quotient")
def loss_wrt_probabilities(y_hat, y):
    return -y / y_hat


@right("only-the-observed-class")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros(len(y_hat))
    j = np.argmax(y)
    grad[j] = -1 / y_hat[j]
    return grad


@right("python-loop")
def loss_wrt_probabilities(y_hat, y):
    grad = np.empty(len(y))
    for j in range(len(y)):
        grad[j] = -y[j] * y_hat[j] ** -1
    return grad


@right("diagonal-matrix")
def loss_wrt_probabilities(y_hat, y):
    return -np.diag(1 / y_hat) @ y


@right("where")
def loss_wrt_probabilities(y_hat, y):
    return np.where(y == 1, -np.reciprocal(y_hat), 0.0)


@right("solve")
def loss_wrt_probabilities(y_hat, y):
    # diag(y_hat) times the derivative is -y
    return np.linalg.solve(np.diag(y_hat), -y)


@right("exponential-of-the-loss")
def loss_wrt_probabilities(y_hat, y):
    # 1/p = exp(-log p)
    return -y * np.exp(-np.log(y_hat))


@wrong("sign")
def loss_wrt_probabilities(y_hat, y):
    return y / y_hat


@wrong("label-forgotten")
def loss_wrt_probabilities(y_hat, y):
    return -1 / y_hat


@wrong("logits-for-probabilities")
def loss_wrt_probabilities(y_hat, y):
    return y_hat - y


@wrong("binary-cross-entropy")
def loss_wrt_probabilities(y_hat, y):
    rest = 1 - y_hat
    return -y / y_hat + np.divide(1 - y, rest, out=np.zeros_like(rest), where=rest > 0)


@wrong("ratio-inverted")
def loss_wrt_probabilities(y_hat, y):
    return -y * y_hat


@wrong("loss-not-differentiated")
def loss_wrt_probabilities(y_hat, y):
    return -y * np.log(y_hat)


@wrong("differentiated-twice")
def loss_wrt_probabilities(y_hat, y):
    return y / y_hat**2


@wrong("log-base-2")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat * np.log(2))


@wrong("mean-over-classes")
def loss_wrt_probabilities(y_hat, y):
    return -y / y_hat / len(y)


@wrong("squared-error")
def loss_wrt_probabilities(y_hat, y):
    return 2 * (y_hat - y)


@wrong("label-for-one-hot")
def loss_wrt_probabilities(y_hat, y):
    return -np.argmax(y) / y_hat


@wrong("class-off-by-one")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros_like(y_hat)
    j = np.argmax(y)
    grad[j - 1] = -1 / y_hat[j]
    return grad


@wrong("class-off-by-one")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros_like(y_hat)
    j = np.argmax(y) - 1
    grad[j] = -1 / y_hat[j]
    return grad


@wrong("finite-differences")
def loss_wrt_probabilities(y_hat, y):
    h = 1e-7
    grad = np.zeros_like(y_hat)
    for j in range(len(y_hat)):
        up, down = y_hat.copy(), y_hat.copy()
        up[j] += h
        down[j] -= h
        grad[j] = -(y @ np.log(up) - y @ np.log(down)) / (2 * h)
    return grad


@wrong("log-epsilon")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat + 1e-8)


@wrong("float32")
def loss_wrt_probabilities(y_hat, y):
    return (-y / y_hat).astype(np.float32)


@wrong("float32")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros(len(y), dtype=np.float32)
    for j in range(len(y)):
        grad[j] = -y[j] / y_hat[j]
    return grad.astype(float)


@wrong("wrong-shape")
def loss_wrt_probabilities(y_hat, y):
    return (-y / y_hat).reshape(-1, 1)


@wrong("axis-twice")
def loss_wrt_probabilities(y_hat, y):
    return np.diag(-y / y_hat)


@wrong("wrong-type")
def loss_wrt_probabilities(y_hat, y):
    return [-y[j] / y_hat[j] for j in range(len(y))]


@wrong("wrong-type")
def loss_wrt_probabilities(y_hat, y):
    return -1 / y_hat[np.argmax(y)]


@wrong("clipped-probability", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    return -y / np.clip(y_hat, 1e-7, 1 - 1e-7)


@wrong("log-epsilon", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat + 1e-17)


@wrong("in-place", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    y /= -y_hat
    return y


@wrong("result-centred")
def loss_wrt_probabilities(y_hat, y):
    gradient = -y / y_hat
    return gradient - gradient.mean()
