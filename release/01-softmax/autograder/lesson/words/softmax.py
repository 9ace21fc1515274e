"""The words of 01-softmax: hints of the exercises and texts of the pictures."""

HINTS = {
    "softmax": "do your numbers sum to 1, and what happens to them when 1 is added to every logit?",
    "softmax_jacobian": "raising one logit changes every probability, through the denominator: "
    "what is ∂s_k/∂z_j when j = k, and what when j ≠ k? Which product of s with itself is a "
    "matrix?",
    "softmax_differential": "the Jacobian is a diagonal matrix less a product of two vectors: what "
    "does each make of dz, and with which weights does the second add up its entries?",
    "cross_entropy": "which logarithm, of what, and which logit is subtracted? Compare the "
    "section on log-sum-exp.",
    "logit_gradient": "differentiate log Σ exp z_k and −z_j separately: what is each, and which "
    "entry does the label touch?",
    "logit_hessian": "you differentiate the gradient in z, not in s: which factor does the chain "
    "rule add?",
}

_SMALL_PROBABILITY = (
    "small probabilities are lost. Do you add a number such as 1e-12 inside the logarithm, or "
    "clip a probability or a logit?"
)

CASE_HINTS = {
    "cross_entropy": {
        ("entry", family): _SMALL_PROBABILITY for family in ("moderate", "large", "huge")
    },
}

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
