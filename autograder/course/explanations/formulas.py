"""Turns in the derivation of a loss, a gradient or a Hessian: assignments 1 to 3 and 5."""

SAID = {
    # ---- the softmax and its derivative ----
    "not-normalised": (
        "the normalisation is missing, or another one than asked for.",
        "What should the sum, or the length, be, and what is yours?",
    ),
    "softmax-elementwise": (
        "each class is given a sigmoid of its own instead of one softmax for all.",
        "What do your probabilities of one sample sum to?",
    ),
    "exponent-sign": (
        "the exponent has the wrong sign.",
        "Should a larger logit raise the probability or lower it?",
    ),
    "wrong-axis": (
        "the softmax runs over the samples: columns are normalised, not rows.",
        "Which axis of Z holds the classes of one sample?",
    ),
    "whole-array": (
        "the softmax runs over all samples at once.",
        "What should the probabilities of one sample sum to?",
    ),
    "no-rank-one-term": (
        "the term through the denominator of the softmax is missing.",
        "When one logit moves, what happens to the sum below the fraction?",
    ),
    "no-delta": (
        "only the term through the denominator is there.",
        "When the indices agree, what happens to the numerator?",
    ),
    "rank-one-sign": (
        "the term through the denominator has the wrong sign.",
        "Raising one logit: do the other probabilities rise or fall?",
    ),
    "mu-for-variance": (
        "a probability stands where its derivative belongs.",
        "What is the slope of the probability when it is almost 1?",
    ),
    "variance-squared": (
        "the derivative of the probability enters squared.",
        "How often does the chain rule bring it in, from gradient to Hessian?",
    ),
    "delta-wrong-index": (
        "the product of two probabilities has the same index twice.",
        "Which probability is differentiated, and which logit moves?",
    ),
    "log-derivative": (
        "this is the derivative of log p, not of p.",
        "Which factor leads from one to the other?",
    ),
    "unweighted-mean": (
        "a plain mean or sum is subtracted where the mean under the probabilities belongs.",
        "With which weights does the denominator add up the changes?",
    ),
    "inner-for-outer": (
        "an inner product stands where the outer one belongs.",
        "Which of p pᵀ and pᵀp is a matrix?",
    ),
    # ---- losses ----
    "no-logarithm": (
        "the probability of the label itself is used, without a logarithm.",
        "Which loss is infinite when the label had probability 0?",
    ),
    "binary-cross-entropy": (
        "every class adds a term of its own, as for K independent yes-or-no questions.",
        "How many terms of the sum does a one-hot label leave?",
    ),
    "squared-error": (
        "this belongs to a squared error.",
        "Which loss is asked for, and what is its derivative in ŷ?",
    ),
    "plus-minus-labels": (
        "the formula for labels −1 and +1 is used with labels 0 and 1.",
        "What does a sample with y = 0 contribute?",
    ),
    "only-positive-class": (
        "samples with y = 0 contribute nothing, as in the formula for labels −1 and +1 too.",
        "Which term of the loss is left when y = 0?",
    ),
    "indicator-forgotten": (
        "every class counts for every sample, whatever its label.",
        "Which factor of the double sum selects one class?",
    ),
    "only-observed-class": (
        "only the class of the label is there; the other entries are 0.",
        "Does a class that is not the label's keep its probability when its logit rises?",
    ),
    # ---- gradients ----
    "linear-residual": (
        "the residual is taken in the logits: the softmax or sigmoid is missing.",
        "What is compared with y, and does it lie between 0 and 1?",
    ),
    "extra-derivative": (
        "the residual carries a factor p(1 − p): a derivative once too often, or that of a "
        "squared error behind a sigmoid.",
        "What does the 1/p of the logarithm cancel?",
    ),
    "by-probabilities": (
        "this is the derivative in the probabilities, not in the logits.",
        "Which Jacobian does the chain rule add?",
    ),
    # ---- Hessians ----
    "empirical-fisher": (
        "products of gradients stand for second derivatives: an empirical Fisher matrix.",
        "Does the Hessian depend on the label, and does yours?",
    ),
    "product-of-means": (
        "means are multiplied where the mean of products belongs.",
        "Which factors change from sample to sample, and where does the sum stand?",
    ),
    "weights-averaged": (
        "every sample carries the same weight, the mean of all.",
        "Does a sample near the boundary bend the loss as much as one far away?",
    ),
    # ---- the output layer ----
    "extra-activation-derivative": (
        "the derivative of an activation is multiplied in already.",
        "Is the result asked for at a, or before the activation that made a?",
    ),
}
