"""The words of 05-output-layer: hints of the exercises and texts of the pictures."""

HINTS = {
    "loss_wrt_probabilities": "which single term of the sum depends on ŷ_j, and what is the "
    "derivative of a logarithm?",
    "softmax_backward": "every ŷ_j depends on z_k: what is left of the sum over j once the case "
    "j = k is taken apart?",
    "output_delta": "multiply the two steps of 5.1 and 5.2: what cancels?",
    "output_gradients": "W has one row for each class: which entries of W does the logit z_k see, "
    "and what multiplies them?",
    "batch_gradients": "along which axis does the softmax of one sample run? Is the loss of the "
    "batch a sum or a mean, and for the biases as well?",
    "input_gradient": "an activation feeds every logit: over which index is summed, and is W "
    "or its transpose applied?",
}

# Texts inside pictures; a name in braces is filled with what the picture itself computed.
CASE_HINTS = {
    "loss_wrt_probabilities": {
        ("entry", "tiny_probabilities"): "small probabilities are lost. Do you add a number such "
        "as 1e-12 to ŷ, or clip it?",
    },
}

FIGURES = {
    "graph": {
        "title": "Values run to the right, derivatives run back to the left",
        "node": {
            "a": r"$a$",
            "z": r"$z$",
            "y_hat": r"$\hat{y}$",
            "L": r"$L$",
            "W, b": r"$W,\ b$",
            "y": r"$y$",
        },
        "shape": {"a": "(n,)", "z": "(K,)", "y_hat": "(K,)", "L": "one number"},
        "forward": {"z": r"$Wa + b$", "y_hat": "softmax", "L": "cross-entropy"},
        "backward": {
            "a": "$\\partial L/\\partial a$\n5.6",
            "z": "$\\delta = \\partial L/\\partial z$\n5.2, 5.3",
            "y_hat": "$\\partial L/\\partial \\hat{y}$\n5.1",
            "W, b": "$\\partial L/\\partial W,\\ \\partial L/\\partial b$\n5.4, 5.5",
        },
    },
    "loss slopes": {
        "title": "The smaller the probability, the steeper the loss",
        "slope": "slope {slope:.2f}",
        "probability": r"$\hat{y}_j$ of the true class",
        "loss": "loss",
    },
    "backward product": {
        "title": "A weighted sum of the rows leaves",
        "upstream": "arrives",
        "downstream": "leaves",
        "logit": "by $z_{index}$",
        "probability": r"$\hat{{y}}_{index}$",
    },
    "weight gradient": {
        "title": r"$\partial L/\partial W$ is made of one column and one row",
        "biases": r"$\partial L/\partial b$",
        "activations": "$a$",
        "activation": "$l = {index}$",
        "logit": "$k = {index}$",
    },
    "division": {
        "error title": r"Dividing by $\hat{y}_j$ works, and then suddenly not",
        "float64": "float64",
        "float32": "float32",
        "clipped": r"float64, $\hat{y}_j$ clipped",
        "lost": "not finite from {gap:.0f}",
        "gap": "logit gap: largest logit minus the true one",
        "error": r"largest error in $\delta$",
        "factor title": r"Two factors leave float64, $\delta$ does not",
        "factor": r"$1/\hat{y}_j$",
        "entries": r"largest $\partial\hat{y}_j/\partial z_k$",
        "product": r"largest entry of $\delta$",
        "largest": "largest float64",
        "smallest": "smallest float64 above 0",
        "size": "size, as a power of ten",
    },
    "batch sizes": {
        "title": "The sum grows with the batch, the mean settles",
        "sum": "of the sum",
        "mean": "of the mean",
        "samples": "samples in the batch, m",
        "length": r"length of $\partial/\partial W$",
    },
    "activation plane": {
        "title": r"$-\partial L/\partial a$: where the layer below should move $a$",
        "first": "$a_0$",
        "second": "$a_1$",
        "here": "$a$ of this sample",
    },
}
