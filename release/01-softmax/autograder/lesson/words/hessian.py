"""The words of 03-hessian: hints of the exercises and texts of the pictures."""

HINTS = {
    "logistic_hessian": "what weight does a sample carry when its probability is 0.5, and what "
    "when it is 0.99? Is there a mean?",
    "sample_curvature": "what must each row sum to, and what stands off the diagonal?",
    "hessian_block": "what is ∂p_ir/∂z_is when r = s, and what when r ≠ s? Is "
    "the mean of a product the product of the means?",
    "hessian": "which factor of the Kronecker product varies slowest when vec(W) stacks class "
    "after class? And is a mean of products taken, or a product of means?",
    "log_likelihood_hessian": "by which factor do ℓ and L differ, and does a second derivative "
    "change it?",
    "hessian_vector_product": "how does P change when W moves along V? Follow the logits first, "
    "then the probabilities.",
}

CASE_HINTS = {}

FIGURES = {
    "bend": {
        "title slice": "The loss hangs below its chord: it bends upwards",
        "title error": "A second difference keeps some nine digits",
        "loss": "J along the line",
        "chord": "chord from −h to h",
        "gap": "gap = half of h² · second difference",
        "t": "t, the way along the line",
        "J": "J",
        "h": "step h",
        "error": "error",
        "second difference": "second difference",
        "hyper-dual": "hyper-dual number",
    },
    "weights": {
        "title slope": "The slope is largest where the model is undecided",
        "title plane": "Samples near the boundary weigh most",
        "sigmoid": "σ(t)",
        "slope": "slope σ′(t)",
        "samples": "samples",
        "t": "t",
        "x1": "feature 1",
        "x2": "feature 2",
    },
    "samples": {
        "title": "Each sample bends the loss along its own x only; the Hessian is the mean",
        "sample": "sample {i}, slope {slope}",
        "mean": "mean",
    },
    "draws": {
        "title": "The covariance of one draw is the derivative of the softmax",
        "draws": "covariance of {count} draws",
        "limit": "∂p/∂z, by differences",
    },
    "blocks": {
        "title": "Positive with itself, negative with every other class",
        "class": "class {k}",
        "curvature": "second derivative of L",
    },
    "row sums": {
        "title": "The blocks of every row cancel",
        "H": "H",
        "sums": "sum of the row",
        "class": "class {k}",
    },
    "stacking": {
        "title": "One Hessian, two orders of its rows and columns",
        "class by class": "class after class: here",
        "feature by feature": "feature after feature",
        "blocks": "{count}×{count} blocks of {side}×{side}",
        "class": "class {k}",
        "feature": "feature {a}",
    },
    "mirror": {
        "title": "The log-likelihood bends the other way, m times as much",
        "L": "L",
        "likelihood": "ℓ",
        "bend of L": "second derivative of L: {bend}",
        "bend of likelihood": "second derivative of ℓ: {bend}",
        "t": "t, the way along the line",
    },
    "remainder": {
        "title": "HV is what the gradient changes by, to first order",
        "change": "change of the gradient",
        "remainder": "the same less t·HV",
        "t": "step t along V",
        "norm": "norm",
    },
    "memory": {
        "title": "H outgrows every machine; the probabilities fit",
        "P": "P, one batch of samples",
        "H": "H",
        "bytes": "bytes in float64",
    },
}
