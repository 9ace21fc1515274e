"""The words of 06-newton: hints of the exercises and texts of the pictures."""

HINTS = {
    "newton_step": "the step minimises a quadratic model of J: which system does it solve, with "
    "which sign, are gradient and Hessian both means, and is the result a step or a point?",
    "fit_logistic": "where does the list start, when does the loop stop, and what happens to a "
    "step that raises J?",
    "fit_softmax": "the penalty (l2/2)‖W‖² enters three times: in the value, in the gradient and "
    "in the Hessian. What is it in each?",
    "standard_errors": "which is inverted first, and which matrix is the information of all m "
    "samples?",
}

_LONG_AT_ZERO = (
    "is tol looked at before the first step, or only after it? And what is compared with it: the "
    "largest entry of the gradient, of a mean, or something larger? Is one that equals tol small "
    "enough?"
)
_NO_STEPS = "how many steps may be taken when max_iter is 0, and how many values has the list then?"
_VALUES = (
    "is one value appended for each accepted step, after it? And is a step the full Newton step, "
    "or half of what was tried before and raised the value?"
)
_LONG = "how many values has the list after max_iter steps, and what else ends the loop?"

CASE_HINTS = {
    "fit_logistic": {
        ("gradient", ""): "are gradient and Hessian both means, or both sums? And what ends the "
        "loop while an entry of the gradient is still larger than tol?",
        ("gradient", "separable"): "how large do logits grow here, and does your J overflow, or "
        "meet log 0, at t = 1000? What do comparisons with ∞ and NaN say, and does a singular H "
        "end the loop too early?",
        ("gradient", "tiny_numbers"): "how large is H where X is so small? What do you add to it, "
        "or cut off, that is small beside 1 but not beside H?",
        ("rise", ""): "what happens to a step that raises J, and is the accepted value the one "
        "that the list gets?",
        ("extra values", ""): _LONG,
        ("extra values", "already_there"): _LONG_AT_ZERO,
        ("extra values", "no_steps"): _NO_STEPS,
        ("values", ""): _VALUES,
        ("LinAlgError", "damping"): "had J risen before H became singular? What is compared before "
        "a step is accepted?",
    },
    "fit_softmax": {
        ("gradient", ""): "do ravel and reshape both stack class after class, as the Hessian does? "
        "Are loss, gradient and Hessian all means, and what does the penalty add to each?",
        ("rise", ""): "what happens to a step that raises the value, and is the accepted value the "
        "one that the list gets?",
        ("extra values", ""): _LONG,
        ("extra values", "already_there"): _LONG_AT_ZERO,
        ("extra values", "no_steps"): _NO_STEPS,
        ("values", ""): _VALUES,
        ("LinAlgError", ""): "along which changes of W is L flat, so that its own Hessian is "
        "singular? What does the penalty add to the diagonal?",
    },
}

FIGURES = {
    "quadratic model": {
        "title": "A step leads to the lowest point of a parabola, not of J",
        "panel": "from θ = {start:g}",
        "theta": "θ",
        "height": "J(θ)",
        "loss": "J",
        "parabola": "parabola at the start",
        "start": "start",
        "next": "J after the step",
    },
    "digits": {
        "title": "Near the end the number of right digits doubles",
        "step": "Newton steps",
        "distance": "relative distance to the end",
        "rounding": "rounding",
    },
    "newton against descent": {
        "title": "Nine Newton steps against a thousand of gradient descent",
        "step": "1 + number of steps",
        "above": "J above its minimum",
        "newton": "Newton, in any units",
        "descent": "gradient descent, centimetres",
        "standardised": "gradient descent, standardised",
    },
    "damping": {
        "line": "The full step climbs, a quarter of it descends",
        "length": "fraction of the Newton step",
        "height": "J",
        "level": "J before the step",
        "values": "One shortened step saves the fit",
        "step": "steps",
        "full": "always the full step",
        "cut": "halved until J does not rise",
    },
    "spectrum": {
        "title": "With a penalty no eigenvalue is left at zero",
        "penalty": "l2 = {l2:g}",
        "zero": "zero up to rounding",
        "place": "eigenvalue, largest first",
        "eigenvalue": "size",
    },
    "regions": {
        "title": "The smaller the penalty, the larger W and the surer the model",
        "panel": "l2 = {l2:g}, ‖W‖ = {size:.1f}",
        "length": "petal length (cm)",
        "width": "petal width (cm)",
    },
    "label simulation": {
        "title": "Refitted slopes scatter by {spread:.2f}, as foretold",
        "fits": "slopes of 200 fits",
        "normal": "normal curve, width {width:.2f}",
        "truth": "slope that drew the labels",
        "slope": "slope",
        "density": "density",
    },
    "bootstrap": {
        "curves": "What 80 other samples would have said",
        "feature": "petal width (cm)",
        "chance": "probability of virginica",
        "title": "Slopes stray further up than down",
        "slope": "slope (per cm)",
        "count": "samples",
        "fit": "fit to the flowers",
        "two errors": "± 2 standard errors",
    },
    "separable": {
        "values": "J keeps falling",
        "lengths": "θ keeps growing",
        "step": "Newton steps",
        "height": "J",
        "length": "‖θ‖",
    },
}
