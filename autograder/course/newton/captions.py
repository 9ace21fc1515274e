"""The texts of the pictures of newton; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "race": {
        "title": "Until no slope exceeds 1e-10",
        "step": "steps",
        "slope": "largest slope of the loss",
        "stop": "stop here",
        "newton": "Newton: {steps} steps",
        "descent": "gradient descent: {last:,} steps",
        "alt": "The largest entry of the gradient against the number of steps, both axes "
        "logarithmic. Newton's method falls more and more steeply and is at {slope:.0e} after "
        "{steps} steps. Gradient descent needs {last} steps to reach 1e-10.",
    },
    "parabola": {
        "title": "from θ = {start:.1f} to {end:.2f}",
        "slider": "θ",
        "theta": "θ",
        "height": "loss",
        "loss": "J",
        "parabola": "parabola q",
        "start": "J at θ",
        "lowest": "lowest point of q",
        "next": "J after the step",
        "alt": "The loss J of a coin against θ, and the parabola that touches it at {start:.1f}. "
        "The parabola is lowest at {end:.2f}. There J is {after:.3f}; before the step it was "
        "{before:.3f}.",
    },
    "digits": {
        "title": "Near the end the number of right digits doubles",
        "step": "Newton steps",
        "distance": "relative distance to the minimum",
        "rounding": "rounding",
        "alt": "Relative distance to the minimiser after each Newton step, on a logarithmic axis. "
        "It falls slowly at first. Then the numbers of right digits are {digits}, until rounding.",
    },
    "damping": {
        "slider": "fraction",
        "line": "J along the fifth step",
        "length": "fraction of the Newton step",
        "height": "J",
        "level": "J before the step",
        "values": "Values of J with this one step cut",
        "step": "steps",
        "full": "full steps",
        "cut": "{fraction:g} of the fifth step",
        "alt": "Left J along a Newton step: it falls from {before:.2f}, then climbs far above. "
        "At {fraction:g} of the step it is {after:.2f}. Right the values of J step by step: with "
        "full steps they explode after the fourth; with this one step cut they end at {last:.2g}.",
    },
    "regions": {
        "title": "The smaller the penalty, the larger W and the surer the model",
        "panel": "λ = {l2:g}, ‖W‖ = {size}",
        "length": "petal length (cm)",
        "width": "petal width (cm)",
        "alt": "Three panels with petal length and width of three species and the regions where "
        "each is most probable, for the penalties {penalties}. The norms of W are {sizes}. Between "
        "dotted lines no species reaches a probability of 0.9: nowhere is it reached in the first "
        "panel, and nearly everywhere in the last.",
    },
    "label simulation": {
        "title": "The scatter of refits, and its prediction",
        "fits": "slopes of 200 fits",
        "normal": "predicted: width {width:.2f}",
        "truth": "slope that drew the labels",
        "slope": "slope of the logit",
        "density": "density",
        "alt": "Histogram of the slopes of 200 fits to labels that were drawn from one model; they "
        "scatter by {spread:.2f}. A bell curve of width {width:.2f}, computed from the curvature "
        "alone, lies over it.",
    },
    "bootstrap": {
        "curves": "Fits to 80 of the drawn samples",
        "feature": "petal width (cm)",
        "chance": "probability of virginica",
        "title": "Slopes scatter further up than down",
        "slope": "slope of the logit (per cm)",
        "count": "samples",
        "fit": "fit to the flowers",
        "two errors": "± 2 standard errors",
        "alt": "Left thin curves, the probability of virginica against petal width fitted to drawn "
        "samples, around the curve of all flowers. Right a histogram of their slopes. The fit has "
        "the slope {slope:.1f}; {share:.0%} lie between {low:.1f} and {high:.1f}, but some go up "
        "to {far:.0f}.",
    },
    "one by one": {
        "title": "A hundred flowers, left out one by one",
        "predicted": "predicted change (standard errors)",
        "moved": "change by a refit (standard errors)",
        "equal": "prediction is right",
        "parameters": ("bias", "petal length", "petal width"),
        "flower": "flower {flower}: predicted {predicted:.2f}, really {moved:.2f}",
        "alt": "Predicted change of each parameter against the change by a refit, one point for "
        "each flower and parameter, in standard errors. Small changes lie on the diagonal, large "
        "ones beyond it; the correlation is {correlation:.3f}. Largest change of {flowers}.",
    },
    "no minimum": {
        "values": "J stays, or keeps falling",
        "lengths": "θ arrives, or keeps growing",
        "names": ("all 100 flowers", "without flower 134"),
        "step": "Newton steps",
        "height": "J",
        "length": "‖θ‖",
        "alt": "Two panels over {steps} Newton steps. With all flowers J and the length of θ soon "
        "stay where they are. Without one of them J keeps falling, in the end along a straight "
        "line on a logarithmic axis, to {last:.0e}. The length of θ then grows by the same amount "
        "in each step, to {size:.0f}.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
