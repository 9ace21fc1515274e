"""Newton steps, fits and standard errors: assignment 6."""

SAID = {
    # ---- a step ----
    "ascent": (
        "the step leads uphill.",
        "With which sign does a step that lowers J enter?",
    ),
    "sum-gradient-mean-hessian": (
        "a sum in the gradient meets a mean in the Hessian: the step is m times too long.",
        "Which factor must both share so that it cancels?",
    ),
    "mean-gradient-sum-hessian": (
        "a mean in the gradient meets a sum in the Hessian: the step is m times too short.",
        "Which factor must both share so that it cancels?",
    ),
    "label-weights": (
        "the residuals μ − y weigh the samples in the Hessian.",
        "Which weights did the second derivative of J give?",
    ),
    "gradient-step": (
        "a gradient step: the Hessian does not enter.",
        "Which system of equations does Newton's method solve?",
    ),
    "hessian-for-inverse": (
        "the gradient is multiplied by H where H should be divided out.",
        "What does the step become when J is twice as steep and twice as bent?",
    ),
    "entrywise-inverse": (
        "the inverse was taken entry by entry.",
        "What should H times its inverse be?",
    ),
    "ridge-added": (
        "a small multiple of the identity is added to H.",
        "Is H singular where this is asked, and what does the ridge do to the result?",
    ),
    "rank-cut": (
        "small eigenvalues of H are cut off, though they count.",
        "Which ratio of eigenvalues is rounding, and which is only scale?",
    ),
    # ---- a fit ----
    "undamped": (
        "the full step is always taken.",
        "What happens to the value when the parabola is a poor model?",
    ),
    "fixed-damping": (
        "every step is shortened by the same factor.",
        "How fast does Newton's method converge near the end, with the full step?",
    ),
    "halved-once": (
        "a step is halved once at most.",
        "Is the value lower after that, and if not?",
    ),
    "few-halvings": (
        "halving ends after few times.",
        "How far can a full step overshoot on data with outliers?",
    ),
    "not-halved": (
        "a step that raises the value is shortened, but not to its half.",
        "What becomes of a step that is not accepted, according to the contract?",
    ),
    "strict-decrease": (
        "every step must lower the value, which rounding forbids near the end.",
        "By how much may a value rise, according to the contract?",
    ),
    "stops-early": (
        "the loop stops before the gradient is small enough.",
        "Which quantity is compared with tol, and what is tol by default?",
    ),
    "one-step": (
        "one step is taken.",
        "When does the loop stop, and is a return inside it?",
    ),
    "nonzero-start": (
        "the fit does not start at zero.",
        "Which value should the list begin with?",
    ),
    "first-value-missing": (
        "the list begins one step after zero, or the fit starts there.",
        "When is the first value appended?",
    ),
    "last-value-missing": (
        "the list ends before the returned parameters.",
        "When is a value appended: before the step or after it?",
    ),
    "values-of-no-step": (
        "the list begins and ends rightly, but the values between are not those after each step.",
        "Which value stands beside the one at zero?",
    ),
    "below-tol": (
        "the loop goes on where the largest entry of the gradient equals tol.",
        "Is the contract's comparison < or ≤?",
    ),
    "tol-ignored": (
        "tol does not stop the loop.",
        "What if zero already meets it?",
    ),
    "max-iter-ignored": (
        "max_iter does not stop the loop.",
        "How many steps may be taken when max_iter is 2?",
    ),
    "norm-for-largest": (
        "tol is compared with something else than the largest entry of the gradient: another norm, "
        "or the gradient of a sum.",
        "Which measure of the gradient does the contract name?",
    ),
}
