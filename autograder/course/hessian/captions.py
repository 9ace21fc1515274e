"""The texts of the pictures of hessian; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "slow": {
        "title": "The smaller the gap, the more slowly it closes",
        "steps": "steps of gradient descent",
        "gap": "loss L minus its limit {limit:.4f}",
        "right": "step 57: 144 of 150 right",
        "last": "step 9,701: gap 0.001",
        "alt": "The gap between the loss and its limit {limit:.4f} against the number of steps, "
        "both axes logarithmic. The gap falls from {first:.2f} after one step to 0.12 after 57 "
        "steps, where 144 of 150 flowers are right, and to 0.001 after 9,701 steps.",
    },
    "steep and flat": {
        "steep": "the steepest direction",
        "flat": "the flattest direction that bends",
        "loss": "the loss L",
        "parabola": "parabola with curvature {curvature}",
        "t": "t, the way along a direction of length 1",
        "L": "L(W + tV)",
        "alt": "Two panels with the loss along two lines through the trained weights, and the "
        "parabola of its curvature. Along the first it is a bowl of curvature {steep}. Along the "
        "second, of curvature {flat}, it can hardly be told from a horizontal line.",
    },
    "weights": {
        "title slope": "The slope σ′(t) of the sigmoid at each flower",
        "title plane": "Area: the weight of the flower in the Hessian",
        "slope": "slope σ′(t)",
        "t": "t, the logit of a flower",
        "length": "petal length, standardised",
        "width": "petal width, standardised",
        "boundary": "boundary t = 0",
        "alt": "Left the slope of the sigmoid against the logit, a bump of height 0.25 around 0, "
        "with the 100 flowers on it. Right the flowers in the plane of their petals, each as large "
        "as its slope. Only flowers near the dashed boundary can be seen well: {many} of 100 have "
        "a slope above 0.1.",
    },
    "samples": {
        "flower": "flower {name}\nslope {slope}",
        "mean": "mean of all {count},\nin its own colours",
        "feature": "feature",
        "alt": "Tables of three rows and columns. Flowers {names} with slopes "
        "{slopes} have largest entries {sizes}. The mean of all {count} has largest entry {mean}.",
    },
    "draws": {
        "frequency": "{count:,} labels drawn",
        "covariance": "their covariance",
        "limit": "Jacobian of the softmax",
        "class": "class",
        "share": "share of the draws",
        "probability": "probability",
        "slider draws": "draws (10ˣ)",
        "slider logit": "logit z₀",
        "alt": "Left the shares {shares} of three classes in {count} draws, against probabilities "
        "{p}. Then two tables of three rows and columns, the covariance of the one-hot draws and "
        "the Jacobian of the softmax. Their largest difference is {gap:.3f}.",
    },
    "blocks": {
        "title": "Block (r, s): how the slope of class r changes when the weights of s move",
        "before": "after 0 steps",
        "after": "after 1,000 steps",
        "row": "r, the class whose slope changes",
        "column": "s, the class whose weights move",
        "scale": "second derivative of L",
        "alt": "Two Hessians of 15 rows and columns, in three by three blocks of five by five. "
        "Before the training every block has entries up to {before:.2f}. After 1,000 steps the "
        "blocks of setosa are almost empty, with entries up to {setosa:.3f}; the four blocks of "
        "versicolor and virginica have entries up to {after:.3f}, with opposite signs in pairs.",
    },
    "stacking": {
        "class by class": "class after class: here",
        "feature by feature": "feature after feature",
        "blocks": "{count} × {count} blocks, each {side} × {side}",
        "class": "class {k}",
        "feature": "feature {a}",
        "position": "position in the vector",
        "alt": "Two columns of pictures. Above, tables that number the six weights in the two "
        "orders. Below, the same Hessian in these orders: on the left 3 × 3 blocks of side 2, on "
        "the right 2 × 2 blocks of side 3. Entry (0, 1) is {here:.3f} on the left and {there:.3f} "
        "on the right.",
    },
    "spectrum": {
        "title": "The eigenvalues of H: five are zero, the others drift apart",
        "steps": "steps of gradient descent",
        "eigenvalue": "eigenvalue",
        "zero": "0 (rounding)",
        "ratio": "largest is\n{ratio:,.0f} times\nthe smallest",
        "alt": "The 15 eigenvalues of H on a logarithmic axis, {columns}. In each column five are "
        "zero up to rounding.",
        "alt column": "after {steps:,} steps from {low:.1e} to {high:.1e}, a ratio of {ratio:,.0f}",
    },
    "mirror": {
        "L": "mean loss L",
        "likelihood": "log-likelihood ℓ",
        "bend": "second derivative at t = 0: {bend}",
        "t": "t, the way along the line",
        "alt": "Left the mean loss L along a line, a bowl with second derivative {L}. Right the "
        "log-likelihood along the same line, the bowl upside down and four times as deep, with "
        "second derivative {likelihood}.",
    },
    "memory": {
        "title": "H outgrows every machine; P and HV fit",
        "P": "P, one batch of samples",
        "H": "H",
        "V": "HV",
        "bytes": "bytes in float64",
        "model": "model",
        "models": ("Fisher's iris", "handwritten digits", "photographs", "next word"),
        "alt": "Bars on a logarithmic axis of bytes. {lines}.",
        "alt line": "{name}: P {P}, HV {V}, H {H}",
    },
    "variance": {
        "first": "a sample of the first kind",
        "second": "of the second kind",
        "flat": "first kind, flat direction",
        "u": "u, the number that is drawn",
        "p": "probability",
        "mean": "mean",
        "deviation": "± standard deviation",
        "variance": "variance {variance:.2f}",
        "alt": "Three panels, each with a part of a bar for each class: the numbers u of a sample "
        "and their probabilities, with the mean and the standard deviation below. The variances "
        "are {first:.3f} and {second:.3f}. In a flat direction the three numbers are the same, and "
        "the variance is 0.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
