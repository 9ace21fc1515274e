"""The words of 04-positive-definiteness: hints of the exercises and texts of the pictures."""

HINTS = {
    "quadratic_form": "write aᵀXᵀSXa with b = Xa: what is left of each sample, and is J a sum or "
    "a mean?",
    "has_full_column_rank": "how many singular values are not zero up to rounding, and how many "
    "columns are there?",
    "is_positive_definite": "which of these looks at every direction: the determinant, the "
    "diagonal, the entries, the smallest eigenvalue? And what is zero up to rounding?",
    "flat_direction": "which singular vector belongs to the singular value 0, the left or the "
    "right one, does it stand in a row or in a column, and are there as many as X has columns?",
    "softmax_flat_directions": "which change of W adds the same number to every logit of a "
    "sample? Where do its entries stand in vec(W), and how long is it?",
    "reduced_hessian": "which rows and columns of the full Hessian belong to the parameters "
    "that may still move? And may the column that is held fixed be other than 0?",
}

CASE_HINTS = {
    "is_positive_definite": {
        ("answer", "asymmetric"): "which half of H does your routine read, and how far apart may H "
        "and Hᵀ lie, measured by the largest entry of H?",
        ("answer", "rounded"): "with which size is the difference between H and Hᵀ to be compared: "
        "with 0, with each entry, or with the largest one?",
        ("answer", "zero_matrix"): "what is aᵀHa when H is zero, and what does your comparison say "
        "of 0 and 0?",
        ("answer", "singular"): "how large may an eigenvalue that is 0 come out, and of which "
        "sign?",
        ("answer", "barely_positive"): "how large is your bound beside n·eps·λ_max?",
        ("answer", "barely_singular"): "how large is your bound beside n·eps·λ_max?",
        ("answer", "large_numbers"): "which of your bounds is a number of its own, or which "
        "product overflows, when H is multiplied by 1e200?",
        ("answer", "small_numbers"): "which of your bounds is a number of its own, or which "
        "product is 0, when H is multiplied by 1e-200?",
    },
}

# Texts inside pictures; a name in braces is filled with what the picture itself computed.
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
