"""The texts of the pictures of softmax; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "flat or bowl": {
        "ones": "all four logits raised by t",
        "first": "only the first logit raised by t",
        "t": "t",
        "loss": "loss L",
        "measured": "the loss",
        "identity": "if H were the identity",
        "yours": "with your H",
        "alt": "Two panels with the loss as a solid line. Raising all four logits leaves it "
        "flat at {loss}, while the identity predicts a bowl. Raising the first logit bends the "
        "loss upwards, and the identity predicts a much narrower bowl.{yours}",
        "alt yours": " The parabola of your Hessian lies on the loss near t = 0 in both panels.",
    },
    "step error": {
        "title": "A long step truncates, a short step rounds",
        "step": "step h",
        "error": "relative error of the slope of exp at 1",
        "central": "central difference",
        "truncation": "truncation, h²/6",
        "rounding": "rounding, ε/h",
        "complex": "complex step",
        "alt": "Error of a derivative against the step h, both axes logarithmic. The central "
        "difference falls with h² to about 1e-11 near h = 1e-5 and rises again for shorter steps. "
        "The complex step stays at 1e-16 for every short step.",
    },
    "simplex": {
        "plane": "Any logits are allowed …",
        "triangle": "… and the softmax puts them into the triangle",
        "first": "$z_0 - z_2$",
        "second": "$z_1 - z_2$",
        "corner": "class {k}",
        "alt": "Left a square grid of logits, right its image in a triangle. Grid lines stay "
        "straight and meet in the corners. The dashed line with slope one half becomes a curve. "
        "Six dots in equal steps crowd together towards the corner of class 0.",
    },
    "jacobian": {
        "title": r"$S_{kj} = \partial s_k/\partial z_j$",
        "row": "k, the probability that changes",
        "column": "j, the logit that is moved",
        "sum": "row sum",
        "alt": "A table of {K} rows and columns: positive on the diagonal, negative elsewhere. "
        "Beside it the sum of each row, which is zero.",
    },
    "moved logits": {
        "slider": "logit z{index}",
        "bars": "probabilities s",
        "class": "class {k}\nz = {z}",
        "axis": "class and its logit",
        "probability": "probability",
        "picture": "logits {z}\nprobabilities {s}\nrows of the Jacobian{J}",
    },
    "tangent": {
        "title": "The differential ds is tangent to the path of s",
        "path": "s at z + t dz",
        "tangent": "s + t ds",
        "moved": "both at t = {t}",
        "start": "s at z",
        "angle": "angle of dz",
        "length": "t",
        "alt": "A curve in the triangle, the path of the probabilities when the logits move along "
        "dz at {angle:g} degrees, and its tangent ds. At t = {t:g} they are {gap:.3f} apart.",
    },
    "label loss": {
        "title": "The loss is a straight line where log(s) is lost",
        "logit": "logit of the label minus the largest logit",
        "loss": "loss",
        "definition": "the loss",
        "naive": "−log of the computed softmax",
        "end": "computed s is 0:\n−log s is infinite",
        "alt": "The loss against the label's logit: a straight line that falls from 1200 to 0. "
        "Minus the logarithm of the computed softmax lies on it and ends at −745. Left of that it "
        "is infinite.",
    },
    "gradient": {
        "s": "probabilities s",
        "y": "label y",
        "a": "slope of L in each logit",
        "class": "class",
        "value": "value",
        "alt": "Three bar charts over four classes. Probabilities {s}. Label {y}. Measured slopes "
        "of the loss {a}.",
    },
    "missing factor": {
        "title": "The identity is one of two factors",
        "I": r"$\partial g/\partial s$",
        "J": r"$\partial s/\partial z$",
        "H": "second differences of L in z",
        "row": "row",
        "column": "column",
        "scale": "value of the entry",
        "alt": "Three tables of four rows on one colour scale. The identity, times the Jacobian of "
        "the softmax with entries up to {largest:.3f}, equals the second differences of the loss.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
