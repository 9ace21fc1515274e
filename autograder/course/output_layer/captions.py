"""The texts of the pictures of output layer; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "seventh loss": {
        "plane": "the data: two half-moons",
        "training": "the loss, step after step",
        "first": "$x_0$",
        "second": "$x_1$",
        "step": "step",
        "loss": "loss (logarithmic axis)",
        "losses": "the program of the beginning",
        "yours": "with your gradients",
        "nan": "step {step}: nan",
        "alt": "Left, points of two classes on two half-moons that interlock. Right, the losses of "
        "a training: {losses}. Loss number {step} is not a number.{yours}",
        "alt yours": " With your gradients the training goes on to loss "
        "number {count}, {last:.3g}.",
    },
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
        "forward": {"z": r"$Wa + b$", "y_hat": "softmax", "L": "cross-entropy"},
        "backward": {
            "a": r"5.5: $\partial L/\partial a$",
            "z": r"5.2, 5.3: $\delta = \partial L/\partial z$",
            "y_hat": r"5.1: $\partial L/\partial \hat{y}$",
            "W, b": r"5.4: $\partial L/\partial W$",
        },
        "parameters": r"$W$  |  $b$",
        "alt": "A graph with numbers. Forward: activations a = {a}, weights, row after row, {W}, "
        "biases {b}, logits z = {z}, probabilities {y_hat}, label {y}, loss {L}. Back along the "
        "same arrows: the derivative of L in the probabilities is {by_y_hat}, in the logits "
        "{delta}, in the activations {by_a}, in the weights, row after row, {by_W}.",
    },
    "loss slopes": {
        "title": "Half the probability, twice the slope",
        "slope": "at {chance}: slope {slope}",
        "probability": r"$\hat{y}_j$ of the true class",
        "loss": "loss L",
        "alt": "The loss against the probability of the true class, a curve that falls to 0 at "
        "probability 1 and rises without limit towards 0. At the probabilities {chances} its "
        "slopes are {slopes}.",
    },
    "backward product": {
        "title": "A weighted sum of the rows leaves",
        "upstream": "arrives",
        "downstream": "leaves",
        "logit": "$z_{index}$",
        "probability": r"$\hat{{y}}_{index}$",
        "columns": "k, the logit that is moved",
        "rows": "j, the probability that changes",
        "alt": "The Jacobian of the softmax as a table. At its rows {arrives} arrives; below its "
        "columns stands what leaves, the sum of the rows with these weights: {leaves}.",
    },
    "weight gradient": {
        "title": r"$\partial L/\partial W$ is made of one column and one row",
        "biases": r"$\partial L/\partial b$",
        "activations": "$a$",
        "activation": "$l = {index}$",
        "logit": "$k = {index}$",
        "columns": "l, the activation",
        "rows": "k, the logit",
        "alt": "The derivative of L in W as a table with the rows {rows}. At its left the "
        "derivative in b, {biases}; above it the activations {activations}.",
    },
    "division": {
        "error title": r"Dividing by $\hat{y}_j$ works up to a gap, then fails",
        "float64": "float64",
        "float32": "float32",
        "clipped": "float64,\n$\\hat{y}_j \\geq 10^{-12}$",
        "not finite": "right below {gap}, then not finite",
        "wrong": "right below {gap}, then wrong, without a warning",
        "gap": "logit gap: largest logit minus the true one",
        "way": "how it is computed",
        "factor title": r"Two factors leave float64, $\delta$ does not",
        "factor": r"$1/\hat{y}_j$",
        "entries": r"largest $\partial\hat{y}_j/\partial z_k$",
        "product": r"largest entry of $\delta$",
        "largest": "largest float64",
        "smallest": "smallest float64 above 0",
        "size": "size, as a power of ten",
        "alt": "Left, three bars. By the division δ is right below a logit gap of {float64} in "
        "float64 and of {float32} in float32, and not finite above. With a probability of at least "
        "1e-12 it is wrong from a gap of {clipped} on. Right, sizes as powers of ten: 1/ŷ rises to "
        "the largest float64, the derivative of ŷ falls to the smallest, δ stays near 1.",
    },
    "gap": {
        "gap": "logit gap",
        "exponent": "clip: ŷ ≥ 10^−…",
        "measured": r"$\delta$, measured",
        "divided": r"by division by $\hat{{y}}$",
        "clipped": r"$\hat{{y}}$ at least $10^{{-{exponent}}}$",
        "class": "class (the true one is 1)",
        "delta": r"entry of $\delta$",
        "not finite": "not\nfinite",
        "alt": "Three bar charts over three classes at a logit gap of {gap}, where the true class "
        "has the probability {chance}. Measured δ: {measured}. By division: {divided}. With the "
        "probability at least 1e-{exponent}: {clipped}.",
    },
    "activation plane": {
        "title": r"$-\partial L/\partial a$: where the layer below should move $a$",
        "first": "$a_0$",
        "second": "$a_1$",
        "here": "$a$ of this sample",
        "alt": "Level lines of the loss over the plane of two activations, and arrows that cross "
        "them at right angles towards smaller losses. They vanish where the label is likely. The "
        "sample lies at {a}, where the loss is {loss}.",
    },
    "regions": {
        "first": "$x_0$",
        "second": "$x_1$",
        "start": "the start\n{right} right",
        "later": "step {steps}\n{right} right",
        "alt": "Three rings of points and, all over the plane, the class that a network predicts: "
        "{stages}. From panel to panel the regions become rings too.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
