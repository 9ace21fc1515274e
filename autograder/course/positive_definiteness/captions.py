"""The texts of the pictures of positive definiteness; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "two answers": {
        "first": "first training: W",
        "second": "second training: W",
        "curves": "their probabilities",
        "rows": ("1", "°C", "°F"),
        "row": "feature",
        "column": "class",
        "degrees": "temperature in °C",
        "probability": "probability",
        "lines": ("first W", "second W"),
        "names": ("tea", "water", "ice cream"),
        "alt": "Two tables of weights, three features by three classes, which differ in every "
        "entry by up to {gap:.1f}. Beside them the probabilities of {names} against the "
        "temperature: the curves of both tables are the same, {names} in this order as it gets "
        "warmer.",
    },
    "slices": {
        "panel": "v = ({v[0]:.2f}, {v[1]:.2f})\ncurvature {curvature:.3f}",
        "loss": "J(θ + tv)",
        "parabola": "parabola at t = 0",
        "step": "t, in the direction v",
        "height": "loss J",
        "alt": "Three panels with the loss along a unit direction v and its parabola at t = 0. "
        "{panels}. Where the curvature is 0 the loss is a level line.",
        "alt panel": "Along ({v[0]:.2f}, {v[1]:.2f}) the curvature is {curvature:.3f}",
    },
    "turned direction": {
        "slider": "angle of v",
        "title slice": "v = ({v[0]:.2f}, {v[1]:.2f})",
        "title curvature": "vᵀHv = {curvature:.3f}",
        "angle": "angle of v, in degrees",
        "curvature": "curvature along v",
        "picture": "v = ({v[0]:.2f}, {v[1]:.2f}), at {angle:g} degrees: "
        "curvature {curvature:.3f},\nloss from {low:.2f} to {high:.2f} for t from −4 to 4",
    },
    "stretch": {
        "title": "Only dependent columns send a unit vector to zero",
        "angle": "angle of the unit vector v, in degrees",
        "length": "length of Xv",
        "designs": ("length and width", "length in cm and in inches"),
        "alt": "The length of Xv for every unit vector v in the plane, by angle. {curves}.",
        "alt curve": "{label}: from {low:.2f} at {angle:.0f} degrees to {high:.2f}",
    },
    "spectra": {
        "columns": (
            "length and width: {zeros} of {n} are zero",
            "length twice: {zeros} of {n} is zero",
        ),
        "classes": ("softmax, d = 5 and K = 3: {zeros} of {n} are zero",),
        "thermometers": (
            "all weights free:\n{zeros} of {n} are zero",
            "ice cream held:\n{zeros} of {n} are zero",
            "°F left out, too:\n{zeros} of {n} are zero",
        ),
        "border": "zero up to rounding",
        "positive": "positive",
        "zero": "counted as zero",
        "exact": "computed as 0 exactly",
        "index": "eigenvalues in rising order",
        "eigenvalue": "eigenvalue (absolute value)",
        "alt": "Computed eigenvalues on a logarithmic axis, with a grey band up to n·ε·λ_max. "
        "{panels}. The others lie ten or more powers of ten above the band.",
    },
    "rounded zeros": {
        "title": "A zero eigenvalue is computed as a positive number in {share:.0%} of the cases",
        "units": r"computed smallest eigenvalue, in units of $\varepsilon\,\lambda_{\max}$",
        "count": "matrices",
        "border": r"$\pm\, n\, \varepsilon\, \lambda_{\max}$",
        "alt": "A histogram of the computed smallest eigenvalues of {count} matrices, in units of "
        "ε·λ_max. They spread around 0 from {low:.1f} to {high:.1f}, {share:.0%} of them positive. "
        "Two lines mark ±{n}; {inside:.0%} lie between them.",
    },
    "saturation": {
        "title": "The smallest eigenvalue becomes too small for float64",
        "largest": r"$\lambda_{\max}$",
        "smallest": r"$\lambda_{\min}$, exact",
        "computed": r"$\lambda_{\min}$, computed",
        "negative": "computed, negative (absolute value)",
        "zero": "computed as 0 exactly",
        "border": "zero up to rounding",
        "size": "t, where θ = t · (−1, 1)",
        "eigenvalue": "eigenvalue",
        "alt": "Eigenvalues of the Hessian on a logarithmic axis against t, where θ = t · (−1, 1). "
        "The largest stays near {largest:.2f}. The exact smallest falls on a straight line to "
        "{smallest:.0e}. The computed one lies on this line, enters the grey band at "
        "t = {border:g} and soon leaves the line: {zeros} times it is 0 exactly.",
    },
    "valley": {
        "titles": ("length and width: a bowl", "length twice: a valley"),
        "first": "θ₀, weight of the length in cm",
        "second": ("θ₁, weight of the width", "θ₁, weight of the length in inches"),
        "height": "loss J",
        "flat": "floor: (1, −2.54)",
        "lowest": "lowest point",
        "alt": "Two maps of the loss J over two weights, with level lines at equal steps of {step} "
        "and the height written on them. Left, for petal length and width, the lines close around "
        "one lowest point. Right, for the length in two units, they are straight and parallel. The "
        "floor of the valley runs along (1, −2.54).",
    },
    "two classes": {
        "plane": "L over both weights",
        "line": "along the line w₁ = 0",
        "first": "w₀",
        "second": "w₁",
        "difference": "θ = w₀ − w₁",
        "height": "loss",
        "held": "w₁ held at 0",
        "shift": "direction (1, 1)",
        "softmax": "L with w₁ = 0",
        "logistic": "J(θ)",
        "alt": "Left, the softmax loss of two classes over w₀ and w₁: its level lines run parallel "
        "to the arrow (1, 1). Right, the loss along the line w₁ = 0: the curve of L and the dashed "
        "curve of the logistic loss J are the same.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
