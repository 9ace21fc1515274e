"""The words of 02-gradient: hints of the exercises and texts of the pictures."""

HINTS = {
    "sigmoid": "what are σ(0) and σ(−t) + σ(t)?",
    "logistic_loss": "is it a mean or a sum over the samples, and what does one sample with y = 1 "
    "contribute at θ = 0?",
    "logistic_gradient": "what is the derivative of log(1 + eᵗ), is J a mean or a sum, and which "
    "is subtracted from which: the prediction or the label?",
    "log_likelihood": "along which axis does the softmax of one sample run, is ℓ a sum or a mean, "
    "and which sign has the logarithm of a probability?",
    "probability_gradient": "through which single logit does p_k depend on w_c, and what is the "
    "derivative of p_k in it when c = k, and what when c ≠ k?",
    "class_gradient": "ℓ is a sum that is to grow: what does a sample whose label is c add to it, "
    "and what does one with another label add?",
    "loss_gradient": "L is a mean that is to fall: how do the sign and the factor differ from ℓ's, "
    "and which index of the result is the feature?",
    "stacked_gradient": "vec(W) stacks the columns of W: which comes first, the second feature of "
    "class 0 or the first feature of class 1?",
}

_THROUGH_A_PROBABILITY = (
    "how many digits has 1 − σ(t) left at t = 25, and how many at t = 40? Is there a form of the "
    "loss that subtracts nothing from 1?"
)

_SMALL_PROBABILITY = (
    "small probabilities are lost. Do you add a number such as 1e-12 inside the logarithm, or "
    "clip a probability or a logit?"
)

CASE_HINTS = {
    "logistic_loss": {
        ("entry", family): _THROUGH_A_PROBABILITY for family in ("moderate", "large", "huge")
    },
    "log_likelihood": {
        ("entry", family): _SMALL_PROBABILITY for family in ("moderate", "large", "huge")
    },
}

FIGURES = {
    "sigmoid": {
        "title": "Turned about (0, ½), σ is itself again",
        "logit": "logit t",
        "probability": "probability σ(t)",
        "slope": "slope at 0: {slope:.4f}",
    },
    "sample loss": {
        "title": "A confident mistake costs about |t|",
        "naive title": "Computed through σ, the loss ends before t = 37",
        "logit": "logit t",
        "loss": "loss of one sample",
        "label": "y = {label}",
        "definition": "log(1 + exp t)",
        "naive": "−log(1 − σ(t))",
        "infinite": "infinite from here on",
    },
    "sample slope": {
        "title": "The slope of the loss, measured at each logit",
        "logit": "logit t",
        "slope": "central difference",
        "label": "y = {label}",
    },
    "loss surface": {
        "title": "The loss J: a bowl with one lowest point",
        "arrows": "−∇J crosses each level line at a right angle",
        "bias": "bias θ₀",
        "weight": "weight θ₁",
        "loss": "J",
        "lowest": "lowest point",
    },
    "contributions": {
        "title": "ℓ is the sum of the bars, −L their mean",
        "sample": "sample i",
        "contribution": "log-probability of the label",
        "mean": "mean {mean:.2f}, sum {total:.2f}",
    },
    "diagram": {
        "title": "Two ways from the weights to one probability, one result",
        "weights": r"$\mathbb{R}^{d \times K}$",
        "logits": r"$\mathbb{R}^{K}$",
        "probability": r"$\mathbb{R}$",
        "first": r"$g_i(W) = W^\top x_i = \eta$",
        "second": r"$v_k(\eta) = \mathrm{softmax}(\eta)_k$",
        "both": r"$\mu_{ik} = v_k \circ g_i$",
    },
    "probability curves": {
        "title": "Moving $w_{c}$ along x lifts $p_{c}$ and lowers every other",
        "move": "t, where $w_{c}$ moves by t x / ‖x‖²",
        "probability": "probability",
        "curve": "$p_{k}$, slope {slope:+.3f}",
    },
    "pulls": {
        "title": "Outwards for class {c}, inwards for the others",
        "first": "feature 0",
        "second": "feature 1",
        "class": "class {k}",
    },
    "gradient matrix": {
        "title": "∂L/∂W: each row sums to 0",
        "class": "class",
        "feature": "feature",
        "sum": "sum",
    },
    "descent": {
        "loss title": "The mean loss falls from {first:.2f} to {last:.2f}",
        "region title": "Three regions after {steps} steps",
        "step": "step",
        "loss": "L",
        "first": "feature 1",
        "second": "feature 2",
        "class": "class {k}",
    },
    "stacking": {
        "title": "By columns, each class stays in one piece",
        "matrix": "W",
        "columns": 'order="F"',
        "rows": 'order="C"',
    },
}
