"""The texts of the pictures of gradient; `alt` says in words what a picture shows."""

from autograder.checking.language import Words, context_of

ENGLISH = {
    "flowers": {
        "flower": "flower {number}",
        "species": "species",
        "species twice": "species (faint: before)",
        "probability": "probability",
        "truth": "true",
        "alt": "One panel of three bars for each of {count} flowers. {flowers}",
        "alt flower": "Flower {number}, a {name}: probabilities {p}.",
        "alt after": "After the training: {p}.",
    },
    "sigmoid": {
        "title": "The logistic function",
        "logit": "logit t",
        "probability": "probability σ(t)",
        "slope": "tangent at 0, slope {slope:.4f}",
        "alt": "A curve that rises from 0 to 1, symmetric about the point (0, ½). Its tangent "
        "there, the steepest, has slope {slope:.4f}. Beyond |t| = 5 the curve is nearly flat.",
    },
    "sample loss": {
        "title": "A confident mistake costs about |t|",
        "naive title": "Through σ the loss ends before t = 37",
        "logit": "logit t",
        "loss": "loss of one sample",
        "label": "y = {label}",
        "definition": "log(1 + exp t)",
        "naive": "−log(1 − σ(t))",
        "infinite": "infinite\nfrom here on",
        "alt": "Left the loss of one sample against its logit t: for label 0 it rises to the right "
        "like |t|, for label 1 to the left. Right, for t from 30 to 42 and label 0: log(1 + exp t) "
        "is a straight line; −log(1 − σ(t)) becomes a staircase and is infinite from "
        "t = {last:.1f} on.",
    },
    "sample slope": {
        "title": "The slope of the loss, measured at each logit",
        "logit": "logit t",
        "slope": "central difference",
        "label": "y = {label}",
        "alt": "Two measured curves of one shape. The slope of the loss rises from 0 to 1 with the "
        "logit where the label is 0, and from −1 to 0 where it is 1.",
    },
    "loss surface": {
        "title": "The loss J over θ",
        "arrows": "Level lines of J, and −∇J",
        "bias": "bias θ₀",
        "weight": "weight θ₁",
        "loss": "J",
        "lowest": "lowest point",
        "path": "descent",
        "alt": "Left the loss as a surface over bias and weight, a bowl that is steep for negative "
        "weights. Right its level lines, with arrows that point downhill and cross them at right "
        "angles. The lowest point is near θ = ({bias:.1f}, {weight:.1f}).{path}",
        "alt path": " A path of {steps} steps leads from ({bias:.1f}, {weight:.1f}) there.",
    },
    "contributions": {
        "title": "ℓ is the sum of the bars, −L is their mean",
        "sample": "flower i",
        "contribution": "log-probability of the true species",
        "mean": "mean {mean:.3f}",
        "none": "without any knowledge, −log 3",
        "alt": "{count} bars that hang down, one for each flower, coloured by species. Their sum "
        "is {total:.1f}, their mean {mean:.3f}. A line marks −log 3 = −1.099, the bar of a model "
        "without any knowledge; {below} bars are longer.",
    },
    "diagram": {
        "title": "Two ways from the weights to one probability",
        "weights": r"$\mathbb{R}^{d \times K}$",
        "logits": r"$\mathbb{R}^{K}$",
        "probability": r"$\mathbb{R}$",
        "first": r"$g_i(W) = W^\top x_i = z_i$",
        "second": r"$v_k(z_i) = \mathrm{softmax}(z_i)_k$",
        "both": r"$p_{ik} = v_k \circ g_i$",
        "alt": "A triangle of arrows. One leads from the weights by g_i to the logits, one from "
        "there by v_k to the probability. A third leads from the weights straight to the "
        "probability: p_ik = v_k after g_i.",
    },
    "probability curves": {
        "title": "Moving $w_{c}$ along x raises $p_{c}$ and lowers every other",
        "move": "t, where $w_{c}$ moves by $t\\,x/\\Vert x\\Vert^2$, so $z_{c}$ rises by t",
        "probability": "probability",
        "curve": "$p_{k}$ of {name}, slope {slope:+.3f}",
        "alt": "Three curves with their tangents at t = 0, while the weights of class {c} move "
        "along x. The probability of class {c} rises, the others fall. Slopes at 0: {slopes}; they "
        "sum to 0.",
    },
    "pulls": {
        "title": "Outwards for {name}, inwards for the others",
        "first": "petal length, standardised",
        "second": "petal width, standardised",
        "alt": "{count} flowers in the plane of two features, with an arrow at each. It lies on "
        "the line through the flower and the origin and points outwards for {name}, inwards for "
        "the others. The longest arrow is {longest:.2f} long, the shortest {shortest:.3f}.",
    },
    "gradient matrix": {
        "title": "Each entry is a measured slope of L",
        "class": "column $w_k$ of W",
        "feature": "feature",
        "features": ("1 (bias)", "sepal length", "sepal width", "petal length", "petal width"),
        "sum": "row sum",
        "alt": "A table of {d} features and {K} species with the slope of the loss in each weight, "
        "and the sum of each row, which is 0. Rows: {rows}",
    },
    "regions": {
        "start": "before: {right} of {m} right",
        "later": "after {steps} steps: {right} of {m}",
        "first": "petal length, standardised",
        "second": "petal width, standardised",
        "wrong": "wrong",
        "alt": "{count} panels with the flowers in the plane of two petal measurements, and the "
        "region of each species. {panels}.",
    },
    "losses": {
        "title": "The loss goes on falling",
        "step": "step",
        "above": "L minus its infimum",
        "alt": "The loss minus its infimum against the step, both axes logarithmic: it falls from "
        "{first:.3f} to {last:.1e} after {steps} steps, more and more slowly, and does not stop.",
    },
    "stacking": {
        "title": "By columns, each class stays in one piece",
        "matrix": "W",
        "columns": 'order="F"',
        "rows": 'order="C"',
        "alt": "A matrix of {d} rows with a colour for each column, and its entries in one row, "
        'twice. With order="F" each colour stays together: {columns}. With order="C" the colours '
        "alternate: {rows}.",
    },
}

FIGURES = Words(context_of(__name__), ENGLISH)
