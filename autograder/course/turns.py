"""Wrong turns as the measured derivative of another definition than the exercise's.

Who differentiates the numerator of the softmax alone, lets the softmax run along another axis, or
multiplies means, has found the derivative of something else. That something stands here, and is
differenced as the definition is: no derivative is written down. Each turn is a function of the
arguments of a case, by name; what it needs to know besides, another function takes and returns it.
"""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions


def softmax_in_parts(numerator, denominator):
    """The turn that moves the softmax's numerator and denominator by these multiples of dz.

    (1, 1) is the softmax; (1, 0) has its denominator held fixed, (0, 1) its numerator. The turn
    returns one array: the derivative in the form that the arguments ask for.
    """

    def derivative(a):
        p = a.get("y_hat")
        if p is None:
            p = definitions.softmax(a["x"] @ a["W"] if "W" in a else a["z"])

        def moved(dz):
            return p * np.exp(numerator * dz) / (p * np.exp(denominator * dz)).sum(-1)[..., None]

        zero = np.zeros_like(p)
        if "dz" in a:
            return (differences.derivative(moved, zero, a["dz"]),)
        if "upstream" in a:
            return (differences.gradient(lambda dz: (a["upstream"] * moved(dz)).sum(-1), zero),)
        if "W" in a:
            one = np.eye(len(p))[a["c"]]

            def probability(dw):
                return moved((dw @ a["x"])[..., None] * one)[..., a["k"]]

            return (differences.gradient(probability, np.zeros_like(a["x"])),)
        return (differences.jacobian(moved, zero),)

    return derivative


def sigmoid_for_loss(a):
    """The gradient of the mean of σ(t_i) − y_i t_i, (d,): the logarithm of 1 + eᵗ is lost."""

    def mean(theta):
        t = (theta[..., None, :] * a["X"]).sum(-1)
        return (definitions.sigmoid(t) - a["y"] * t).mean(-1)

    return (differences.gradient(mean, a["theta"]),)


def _over_samples(Z):
    return definitions.log_sum_exp(np.swapaxes(Z, -1, -2))


def _over_all(Z):
    return definitions.log_sum_exp(Z.reshape(*Z.shape[:-2], -1))[..., None]


# The logarithm of the softmax's denominator, along another axis than that of the classes: of
# logits (…, m, K) one for each class, or one for all.
WRONG_AXES = {"wrong-axis": _over_samples, "whole-array": _over_all}


def likelihood_along(log_sums):
    """The turn that returns the log-likelihood, its denominators along another axis.

    log_sums: of WRONG_AXES.
    """

    def value(a):
        Z = a["X"] @ a["W"]
        return (float((a["Y"] * (Z - log_sums(Z))).sum()),)

    return value


def gradients_along(log_sums):
    """The turn that returns the gradients of Σ log_sums − Σ y_ik z_ik.

    log_sums: of WRONG_AXES.
    """

    def gradients(a):
        return (differences.gradient(lambda V: _summed(log_sums, a["X"] @ V, a["Y"]), a["W"]),)

    return gradients


def network_along(log_sums):
    """The same of a network's mean loss, in its four parameters.

    log_sums: of WRONG_AXES.
    """

    def gradients(a):
        X, Y = a["X"], a["Y"]

        def mean(*parameters):
            Z = definitions.network_logits(*parameters, X)
            return _summed(log_sums, Z, Y) / len(X)

        return differences.gradients(mean, a["W1"], a["b1"], a["W2"], a["b2"])

    return gradients


def _summed(log_sums, Z, Y):
    return log_sums(Z).sum(-1) - (Y * Z).sum(-1).sum(-1)


def hessian_of_means(each):
    """The Hessian of a loss in whose logits every sample's x moves what belongs to all samples.

    each: whether the curvatures of all samples are averaged, or their probabilities. Returns a
    function of the arguments, whose result (dK, dK) is stacked class after class.
    """

    def hessian(a):
        X, W = a["X"], a["W"] if "W" in a else np.outer(a["theta"], [0.0, 1.0])
        Z = X @ W
        mean = np.log(definitions.softmax(Z).mean(axis=0))
        start = Z if each else mean[None]

        def loss(V):
            moved = X @ (V - W)
            return definitions.log_sum_exp(start + moved[..., :, None, :]).sum(-1).sum(-1)

        return differences.hessian(loss, W) / (len(X) * len(start))

    return hessian
