"""Turns in the derivation of a loss, a gradient or a Hessian: assignments 1 to 3 and 5."""

SAID = {
    # ---- the softmax and its derivative ----
    "not-normalised": (
        "the normalisation is missing.",
        "What should the sum, or the length, be, and what is yours?",
    ),
    "softmax-elementwise": (
        "each class is given a sigmoid of its own instead of one softmax for all.",
        "What do your probabilities of one sample sum to?",
    ),
    "softmax-for-sigmoid": (
        "the entries compete: a softmax over them stands where each has its own sigmoid.",
        "Should σ(t) of one entry change when another entry does?",
    ),
    "softmax-again": (
        "the softmax is applied to what already is its result.",
        "What are the arguments: logits or probabilities?",
    ),
    "exponent-sign": (
        "the exponent has the wrong sign.",
        "Should a larger logit raise the probability or lower it?",
    ),
    "no-exponential": (
        "the logits are normalised without an exponential.",
        "What makes a negative logit a positive weight?",
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
    "variance-for-mu": (
        "the derivative of σ stands where σ itself belongs.",
        "What is the derivative of log(1 + eᵗ), and how often have you taken it?",
    ),
    "mu-squared": (
        "the square of the probability stands for its derivative.",
        "What is the slope of σ where σ is almost 1?",
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
    "derivative-for-function": (
        "this is the derivative, where the function itself is asked for.",
        "What is the value at 0?",
    ),
    "logarithm-for-function": (
        "this is the logarithm of what is asked for.",
        "Between which numbers must the result lie?",
    ),
    "hyperbolic-tangent": (
        "this is the hyperbolic tangent, which runs from −1 to 1.",
        "Which shift and which scale lead from it to σ?",
    ),
    "argument-not-halved": (
        "twice the argument enters: the hyperbolic tangent of t, not of t/2, was rescaled.",
        "What is the slope of σ at 0, and what is yours?",
    ),
    "hard-threshold": (
        "a step from 0 to 1 stands for the sigmoid.",
        "What is σ(0.1), and is there anything to differentiate?",
    ),
    "normal-distribution": (
        "this is the normal distribution function, not the logistic one.",
        "Which of the two is 1/(1 + e^−t)?",
    ),
    "unweighted-mean": (
        "a plain mean or sum is subtracted where the mean under the probabilities belongs.",
        "With which weights does the denominator add up the changes?",
    ),
    "sum-over-wrong-axis": (
        "the mean under the probabilities is taken over samples, not over classes.",
        "For one sample, what are its classes' changes averaged to?",
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
    "shift-not-added-back": (
        "the largest logit is subtracted inside and not added back outside.",
        "What does a shift do to log Σ exp, and to the other term?",
    ),
    "binary-cross-entropy": (
        "every class adds a term of its own, as for K independent yes-or-no questions.",
        "How many terms of the sum does a one-hot label leave?",
    ),
    "squared-error": (
        "this belongs to a squared error.",
        "Which loss is asked for, and what is its derivative in ŷ?",
    ),
    "entropy": (
        "the entropy of the probabilities: the label does not enter.",
        "Which distribution weighs the logarithms in a cross-entropy?",
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
    "weights-for-input": (
        "the weights stand where the input belongs.",
        "Which factor multiplies w_c in the logit?",
    ),
    # ---- Hessians ----
    "empirical-fisher": (
        "products of gradients stand for second derivatives: an empirical Fisher matrix.",
        "Does the Hessian depend on the label, and does yours?",
    ),
    "label-in-hessian": (
        "the label enters the second derivative.",
        "What is left of a term linear in the logits after two derivatives?",
    ),
    "product-of-means": (
        "means are multiplied where the mean of products belongs.",
        "Which factors change from sample to sample, and where does the sum stand?",
    ),
    "weights-averaged": (
        "every sample carries the same weight, the mean of all.",
        "Does a sample near the boundary bend the loss as much as one far away?",
    ),
    "weights-wrong-axis": (
        "the weights of the samples multiply the features.",
        "Which axis of X counts the samples?",
    ),
    # ---- the curvature along a direction ----
    "root-of-variance": (
        "these are standard deviations: a root too many is taken.",
        "What does the curvature become when V is doubled, and what does yours?",
    ),
    "mean-not-subtracted": (
        "the squares are averaged as they are: their mean is not taken off before.",
        "What should the curvature be where all columns of V are the same?",
    ),
    "variance-of-the-mean": (
        "this is the variance between samples, of the mean of each.",
        "Which of the two is drawn at random: the sample or the class?",
    ),
    "gradient-for-curvature": (
        "this is a mean, where a variance belongs: a first derivative.",
        "What is the second derivative of log Σ exp z along a direction?",
    ),
    "variance-cancels": (
        "two nearly equal numbers are subtracted, so that rounding can make a variance negative.",
        "A mean of squares cannot be negative: of which squares is a variance the mean?",
    ),
    # ---- the output layer ----
    "logits-for-probabilities": (
        "the argument is taken for logits, and a softmax is put before the loss.",
        "In which variable is the loss to be differentiated?",
    ),
    "ratio-inverted": (
        "the quotient is upside down.",
        "What is the derivative of the logarithm?",
    ),
    "loss-not-differentiated": (
        "these are the terms of the loss, not their derivatives.",
        "What is the derivative of y log ŷ in ŷ?",
    ),
    "differentiated-twice": (
        "this is a second derivative.",
        "How often has the logarithm been differentiated?",
    ),
    "pair-swapped": (
        "the two members of the pair are exchanged.",
        "Which comes first in the contract?",
    ),
    "bias-zero": (
        "the gradient of the bias is 0.",
        "How does the loss change when b moves?",
    ),
    "bias-like-weights": (
        "the bias gradient is multiplied by b, as if the bias were its own input.",
        "What is ∂z_k/∂b_k?",
    ),
    "row-sums-for-bias": (
        "the bias gradient is a row sum of the weights' gradient.",
        "Which input does a bias multiply?",
    ),
    "bias-summed": (
        "the gradient of W is a mean over samples, that of b a sum.",
        "Which factor do both share?",
    ),
    "weights-summed": (
        "the gradient of b is a mean over samples, that of W a sum.",
        "Which factor do both share?",
    ),
    "weights-not-transposed": (
        "W is applied as in the forward direction.",
        "Which shape must a W that maps δ back to the inputs have?",
    ),
    "extra-activation-derivative": (
        "the derivative of an activation is multiplied in already.",
        "Is the result asked for at a, or before the activation that made a?",
    ),
    "times-activations": (
        "the result is multiplied by the activations.",
        "In which gradient do the activations enter, and in which do the weights?",
    ),
    # ---- a hidden layer ----
    "mean-taken-twice": (
        "below the hidden units the result is divided by m twice.",
        "In which line does 1/m enter, and what does the error below inherit from the one above?",
    ),
    "activation-not-differentiated": (
        "the derivative of tanh is missing: the error passes the hidden units unchanged.",
        "What is ∂a/∂u for a = tanh(u)?",
    ),
    "activation-for-derivative": (
        "the activation stands where its derivative belongs.",
        "What is the slope of tanh at 0, and what is tanh(0)?",
    ),
    "slope-of-the-sigmoid": (
        "a(1 − a) is the slope of the sigmoid, not of tanh.",
        "What is the slope of tanh at 0, in terms of a = tanh(0)?",
    ),
    "activation-twice": (
        "tanh is applied to what already is its result.",
        "Which of your variables holds the inputs of the hidden units, and which their outputs?",
    ),
    "square-lost-in-slope": (
        "1 − a stands where 1 − a² belongs.",
        "Is the slope of tanh the same at u and at −u, and is yours?",
    ),
    "hidden-layer-linear": (
        "the hidden units have no tanh.",
        "What does your forward pass do between the two layers?",
    ),
    "input-for-activation": (
        "the inputs of the hidden units stand where their outputs belong.",
        "Which numbers does W2 multiply?",
    ),
    "first-layer-zero": (
        "the gradients of the first layer are 0.",
        "How does the loss change when W1 moves?",
    ),
    "layers-swapped": (
        "the gradients of the second layer stand before those of the first.",
        "In which order does the contract name the four?",
    ),
    "activation-overflows": (
        "the hidden units overflow: exponentials of their inputs exceed 1e308.",
        "Which function of NumPy computes tanh for every number?",
    ),
}
