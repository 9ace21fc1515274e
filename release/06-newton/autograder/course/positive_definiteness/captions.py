"""The texts of the pictures of positive definiteness."""

FIGURES = {
    "slices": {
        "title": "The curvature at the dot depends on the direction, and is nowhere negative",
        "panel": "a = ({a[0]:.2f}, {a[1]:.2f}): curvature {curvature:.3f}",
        "loss": "J(θ + ta)",
        "parabola": "parabola at t = 0",
        "step": "t",
        "height": "loss",
    },
    "turned direction": {
        "slider": "angle of a",
        "title slice": "a = ({a[0]:.2f}, {a[1]:.2f})",
        "title curvature": "aᵀHa = {curvature:.3f}",
        "angle": "angle of a, in degrees",
        "curvature": "curvature along a",
        "picture": "a = ({a[0]:.2f}, {a[1]:.2f}), at {angle:g} degrees: "
        "curvature {curvature:.3f},\nloss from {low:.2f} to {high:.2f} for t from −4 to 4",
    },
    "stretch": {
        "title": "Only dependent columns send a unit vector to zero",
        "angle": "angle of the unit vector a, in degrees",
        "length": "length of Xa",
    },
    "spectra": {
        "columns": (
            "independent columns: {zeros} of {n} are zero",
            "dependent columns: {zeros} of {n} is zero",
        ),
        "classes": ("softmax, d = 3 and K = 4: {zeros} of {n} are zero",),
        "reduced": (
            "all classes move: {zeros} of {n} are zero",
            "last class held: {zeros} of {n} are zero",
        ),
        "border": "zero up to rounding",
        "positive": "positive",
        "zero": "zero",
        "index": "eigenvalues in rising order",
        "eigenvalue": "eigenvalue (absolute value)",
    },
    "rounded_zeros": {
        "title": "A zero eigenvalue is computed as a positive number in {share:.0%} of the cases",
        "units": r"computed smallest eigenvalue, in units of $\mathrm{eps} \cdot \lambda_{\max}$",
        "count": "matrices",
        "border": r"$\pm\, n \cdot \mathrm{eps} \cdot \lambda_{\max}$",
    },
    "saturation": {
        "title": "The smallest eigenvalue falls below what rounding leaves visible",
        "largest": r"$\lambda_{\max}$",
        "smallest": r"$\lambda_{\min}$",
        "noise": r"$\lambda_{\min}$ at most the border",
        "border": "zero up to rounding",
        "size": "s, the size of θ",
        "eigenvalue": "eigenvalue (absolute value)",
    },
    "valley": {
        "titles": (
            "J, independent columns: a bowl",
            "J, dependent columns: a valley, level along a",
        ),
        "first": "θ₀",
        "second": "θ₁",
    },
    "two_classes": {
        "plane": "L is constant along w₀ − w₁ = const",
        "line": "on the red line, L is J",
        "first": "w₀",
        "second": "w₁",
        "difference": "θ = w₀ − w₁",
        "height": "loss",
        "softmax": "L with w₁ = 0",
        "logistic": "J(θ)",
    },
}
