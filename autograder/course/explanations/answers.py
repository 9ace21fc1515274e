"""Rank, definiteness and flat directions: assignment 4."""

SAID = {
    # ---- a quadratic form ----
    "weights-lost": (
        "the weights of the samples are missing.",
        "Which samples bend the loss, and which hardly?",
    ),
    "square-lost": (
        "x_iᵀa enters once where it should enter twice.",
        "Can your value be negative, and may a quadratic form of H be?",
    ),
    "sum-squared": (
        "the sum is squared where squares are summed.",
        "Can terms of different samples cancel in yours?",
    ),
    "theta-for-direction": (
        "theta stands where the direction a belongs.",
        "Which of the two sets the weights, and which is squared?",
    ),
    "direction-for-theta": (
        "a stands where theta belongs.",
        "At which point is the Hessian taken?",
    ),
    # ---- rank ----
    "counts-rows": (
        "rows are counted: m ≥ d.",
        "Can a tall X have two equal columns?",
    ),
    "opposite": (
        "every answer is the opposite.",
        "Which of the two outcomes is True?",
    ),
    "exact-zero": (
        "something is compared with exactly 0, which rounding hardly ever leaves.",
        "How large is a singular value that is 0 but for rounding?",
    ),
    "off-by-one": (
        "a count is off by one.",
        "What is counted, and does the count include both ends?",
    ),
    "cholesky-alone": (
        "a Cholesky factorisation that succeeds is taken as proof.",
        "Does it succeed on a singular matrix when rounding is kind?",
    ),
    "loose-tolerance": (
        "the bound is far above rounding, as after forming XᵀX, which squares small values.",
        "How small may a singular value or eigenvalue be and still count?",
    ),
    "absolute-tolerance": (
        "the bound is a number of its own, whatever the size of the matrix.",
        "What should change when all entries are multiplied by 1e-12?",
    ),
    "size-forgotten": (
        "the bound does not grow with the number of rows.",
        "How does rounding add up as a matrix grows?",
    ),
    # ---- flat directions ----
    "last-class-fixed": (
        "the last class is held fixed, where all should move alike.",
        "What must be added to every logit to leave P as it is?",
    ),
}
