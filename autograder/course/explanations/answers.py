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
    "rank-of-the-shorter": (
        "the rank is compared with the shorter side.",
        "Which number of columns can a wide X have independent at most?",
    ),
    "exact-zero": (
        "something is compared with exactly 0, which rounding hardly ever leaves.",
        "How large is a singular value that is 0 but for rounding?",
    ),
    "pairs-of-columns": (
        "columns are compared in pairs.",
        "Can three columns be dependent though no two are?",
    ),
    "columns-not-zero": (
        "only columns of zeros are found.",
        "Which other combinations of columns give 0?",
    ),
    "columns-centred": (
        "the mean of each column is taken off first, which can cost a rank.",
        "What becomes of a column of ones?",
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
    "diagonal-of-r": (
        "the diagonal of R, without pivoting, stands for the singular values.",
        "How far can columns without a small entry on R's diagonal be from dependent?",
    ),
    # ---- definiteness ----
    "asymmetry-averaged": (
        "the asymmetry of one pair of entries vanishes beside all the others.",
        "With which single number does the contract compare each |H_jk − H_kj|?",
    ),
    "determinant-positive": (
        "the determinant is taken as proof.",
        "What is the sign of a product of two negative eigenvalues?",
    ),
    "diagonal-positive": (
        "a positive diagonal is taken as proof.",
        "Is [[1, 2], [2, 1]] positive definite?",
    ),
    "entries-positive": (
        "positive entries are taken as proof.",
        "Is [[1, 2], [2, 1]] positive definite?",
    ),
    "trace-positive": (
        "a positive trace is taken as proof.",
        "Can eigenvalues of both signs have a positive sum?",
    ),
    "not-singular": (
        "an invertible matrix is taken for a positive one.",
        "Is −I invertible?",
    ),
    "semidefinite": (
        "an eigenvalue of 0 counts as positive.",
        "What is vᵀHv along its eigenvector?",
    ),
    "one-direction": (
        "the quadratic form is tried along few directions only.",
        "For which v must vᵀHv be positive?",
    ),
    "dominance-required": (
        "diagonal dominance is required, which is more than is needed.",
        "Is [[1, 2], [2, 5]] positive definite?",
    ),
    "asymmetry-ignored": (
        "an asymmetric matrix is accepted.",
        "Which half of H does your routine read, or how far apart may H and Hᵀ lie?",
    ),
    "symmetry-exact": (
        "a matrix that is symmetric up to rounding is refused.",
        "Is XᵀX, as computed, equal to its transpose, and what is the difference small beside?",
    ),
    "determinant-for-nearness": (
        "a small determinant is taken for a singular matrix.",
        "What is the determinant of 0.1·I for n = 20?",
    ),
    # ---- flat directions ----
    "column-of-u": (
        "this is a column of U, as long as X has rows.",
        "Which of U and V lives in the space of v?",
    ),
    "reduced-svd": (
        "the reduced decomposition of a wide X leaves out the directions with Xv = 0.",
        "How many rows of Vᵀ does it return, and how many are there?",
    ),
    "largest-for-smallest": (
        "the direction of the largest singular value was taken.",
        "In which order do the singular values come?",
    ),
    "zero-vector": (
        "the zero vector is no direction.",
        "Which length is asked for?",
    ),
    "first-two-columns": (
        "one particular combination is written into the answer.",
        "Which columns are dependent in this X?",
    ),
    "no-error-raised": (
        "an X of full column rank is answered instead of refused.",
        "Which v has Xv = 0 there?",
    ),
    "wrong-error": (
        "an X of full column rank is refused with another exception.",
        "Which class does the contract name?",
    ),
    "swapped-kronecker": (
        "the Kronecker factors are exchanged: 1 and I have changed places.",
        "In vec(v 1ᵀ), what follows the first entry of v?",
    ),
    "not-orthogonal": (
        "the directions are right, but not orthogonal to one another.",
        "What should BᵀB be?",
    ),
    "one-class-only": (
        "the weights of one class are moved alone.",
        "Do the probabilities stay when one logit alone rises?",
    ),
    "last-class-fixed": (
        "the last class is held fixed, where all should move alike.",
        "What must be added to every logit to leave P as it is?",
    ),
    "contrast-of-classes": (
        "two classes are moved against each other.",
        "What happens to the ratio of their probabilities?",
    ),
    "alternating-signs": (
        "the classes are moved with alternating signs.",
        "Which common change of all logits leaves P as it is?",
    ),
    "one-class-empty": (
        "for one class no direction is returned.",
        "With K = 1, which changes of W alter P?",
    ),
    # ---- the reduced Hessian ----
    "first-class-dropped": (
        "the first class is held fixed instead of the last.",
        "Which column of W stays where it is?",
    ),
    "schur-complement": (
        "the last class is eliminated, not held fixed: this is a Schur complement.",
        "Is w of the last class free to follow, or fixed?",
    ),
    "reference-zeroed": (
        "the logits of the last class are set to 0.",
        "Held fixed: does that mean held at 0?",
    ),
    "reference-left-out": (
        "the last class is left out of the softmax.",
        "Does it still take its share of the probability?",
    ),
    "last-rows-dropped": (
        "rows and columns were dropped after stacking feature by feature.",
        "Which entries of vec(W) belong to the last class?",
    ),
}
