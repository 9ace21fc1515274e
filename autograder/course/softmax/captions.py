"""The texts of the pictures of softmax."""

FIGURES = {
    "step error": {
        "title": "Too long a step truncates, too short a step rounds",
        "step": "step h",
        "error": "relative error of the slope of exp at 1",
        "central": "central difference",
        "truncation": "truncation, h²/6",
        "rounding": "rounding, ε/h",
        "complex": "complex step",
    },
    "simplex": {
        "plane": "Any logits are allowed …",
        "triangle": "… and all of them land inside the triangle",
        "first": "$z_0 - z_2$",
        "second": "$z_1 - z_2$",
        "corner": "class {k}",
    },
    "raised logit": {
        "title": "Raising $z_{k}$ raises one probability and lowers all others",
        "logit": "$z_{k}$, the other logits held fixed",
        "probability": "probability",
        "class": "class {k}",
    },
    "jacobian": {
        "title": r"$\partial s_k/\partial z_j$: every row sums to zero",
        "row": "k, the probability that changes",
        "column": "j, the logit that is moved",
        "sum": "row sum",
    },
    "moved logits": {
        "slider": "logit z{index}",
        "bars": "probabilities s",
        "class": "class {k}\nz = {z}",
        "picture": "logits {z}\nprobabilities {s}\nrows of the Jacobian{J}",
    },
    "path": {
        "title": "The differential ds is tangent to the path of s",
        "path": "s at z + t dz",
        "tangent": "s + t ds",
        "moved": "s at z + dz",
        "start": "s at z",
    },
    "label loss": {
        "title": "The loss goes on where log(s) has ended",
        "logit": "logit of the label",
        "loss": "loss",
        "definition": "the loss",
        "naive": "−log of the computed softmax",
        "end": "infinite left of {end}",
    },
    "gradient": {
        "s": "probabilities s",
        "y": "label y",
        "a": "slope of L in each logit",
        "class": "class",
    },
    "missing factor": {
        "title": "The identity is one of two factors",
        "I": r"$\partial g/\partial s$",
        "J": r"$\partial s/\partial z$",
        "H": "second differences of L in z",
    },
}
