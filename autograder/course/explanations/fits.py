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
    "step-for-point": (
        "the step is returned, not the point it leads to.",
        "What does the contract ask for where the gradient is 0?",
    ),
    "half-step": (
        "half the step is taken.",
        "Where does the parabola have its minimum?",
    ),
    "two-steps": (
        "two steps are taken.",
        "How often is the system to be solved?",
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
    "tol-after-step": (
        "tol is compared after a step only.",
        "How many steps are due when zero already meets it?",
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
    "signed-largest": (
        "the largest entry of the gradient is taken with its sign.",
        "What if all entries are large and negative?",
    ),
    "step-for-gradient": (
        "the step is compared with tol, not the gradient.",
        "Which of the two must be small at a minimum?",
    ),
    "singular-raises": (
        "a singular Hessian ends the fit with an exception.",
        "What should be returned on separable data, where H tends to 0?",
    ),
    "penalty-added": (
        "a penalty is added that the exercise does not have.",
        "What does J consist of?",
    ),
    "features-standardised": (
        "the features were standardised: the parameters belong to other columns.",
        "In which units are the parameters asked for?",
    ),
    "features-centred": (
        "the features were centred: the parameters belong to other columns.",
        "What does a column of ones become?",
    ),
    # ---- the penalty ----
    "l2-without-half": (
        "the penalty enters once without its ½, or with a factor 2.",
        "What are the value, the gradient and the Hessian of (l2/2)‖W‖²?",
    ),
    "l2-times-m": (
        "the penalty is m times too large.",
        "Is the loss a sum or a mean, and is the penalty?",
    ),
    "l2-over-m": (
        "the penalty is divided by m.",
        "Does the contract average the penalty too?",
    ),
    "bias-row-spared": (
        "one row of W is left out of the penalty.",
        "Over which entries does the Frobenius norm sum?",
    ),
    "l2-missing-from-hessian": (
        "the penalty is missing from the Hessian.",
        "What does (l2/2)‖W‖² add to every diagonal entry?",
    ),
    "l2-missing-from-gradient": (
        "the penalty is missing from the gradient.",
        "Where is the sum of both gradients 0?",
    ),
    "l2-missing-from-values": (
        "the penalty is missing from the values.",
        "Of which function does the list hold the values?",
    ),
    "penalty-forgotten": (
        "there is no penalty.",
        "Where does l2 enter your lines?",
    ),
    "norm-not-squared": (
        "the norm enters without its square.",
        "What is the derivative of ‖W‖², and what of ‖W‖?",
    ),
    "penalty-of-means": (
        "a mean of squares stands where the sum belongs.",
        "How many terms has the Frobenius norm of a d×K matrix?",
    ),
    "penalty-sign": (
        "the penalty is subtracted.",
        "Should large weights be dear or cheap?",
    ),
    # ---- standard errors ----
    "m-forgotten": (
        "right but for a factor √m: H is a mean, the information a sum.",
        "How do standard errors shrink when the sample is four times as large?",
    ),
    "m-twice": (
        "right but for a factor 1/√m: m enters twice.",
        "Is your H a mean or already a sum?",
    ),
    "variances": (
        "these are variances: the square root is missing.",
        "In which units is a standard error?",
    ),
    "inverse-root-diagonal": (
        "the diagonal is taken before inverting.",
        "Is the diagonal of an inverse the inverse of the diagonal?",
    ),
    "not-inverted": (
        "the information is not inverted.",
        "Does more information make an error larger or smaller?",
    ),
    "root-of-the-matrix": (
        "the root of the matrix is taken before its diagonal.",
        "Of which numbers is the square root asked for?",
    ),
    "eigenvalues-for-diagonal": (
        "eigenvalues stand where the diagonal belongs.",
        "Which entry of the covariance belongs to which parameter?",
    ),
    "degrees-of-freedom": (
        "a correction by m − d is made, as for a variance that is estimated.",
        "Which variance does a logistic model leave to estimate?",
    ),
    "interval-for-error": (
        "this is half the width of an interval, not a standard error.",
        "Which factor lies between the two?",
    ),
    "ratio-for-error": (
        "this is the ratio of a parameter to its standard error.",
        "Should the result depend on the sign of theta?",
    ),
    # ---- influence ----
    "mean-for-information": (
        "right but for a factor m: H is a mean, the gradient of one sample is not divided by m.",
        "Which of the two is a sum here, and which factor must both share?",
    ),
    "curvature-left-out": (
        "the curvature of the sample is taken out too: this is one whole Newton step without it.",
        "Which H does the contract name: that of all samples, or of the others?",
    ),
    "in-standard-errors": (
        "the change is divided by the standard errors.",
        "In which units is the change of the minimiser asked for?",
    ),
    "point-for-step": (
        "these are the parameters without the sample, not their change.",
        "What does the contract ask for where the gradient of a sample is 0?",
    ),
}
