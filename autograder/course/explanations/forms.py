"""Factors, order, form, precision and range: what can happen to any formula."""

SAID = {
    # ---- conventions ----
    "sign": (
        "the sign is turned round, everything else is right.",
        "Which term is subtracted from which, and where does a minus come in or drop out?",
    ),
    "sum-for-mean": (
        "a factor m: a sum over the samples stands where the mean is asked for.",
        "Which of the two does the contract define, and where does 1/m enter?",
    ),
    "mean-for-sum": (
        "a factor 1/m: a mean over the samples stands where the sum is asked for.",
        "Which of the two does the contract define?",
    ),
    "likelihood-for-loss": (
        "a factor −m: this is the log-likelihood's, or a sum of the wrong sign.",
        "By which factor do ℓ and L differ, and which one is asked for?",
    ),
    "loss-for-likelihood": (
        "a factor −1/m: this is the mean loss's, or a mean of the wrong sign.",
        "By which factor do ℓ and L differ, and which one is asked for?",
    ),
    "row-stacked": (
        "right in another order: feature after feature instead of class after class.",
        "In vec(W), which index changes fastest: the class or the feature?",
    ),
    "stackings-mixed": (
        "two orders meet: class after class in one factor, feature after feature in another.",
        "In vec(W), which index changes fastest, and is it so in every factor?",
    ),
    "log-base-2": (
        "a factor 1/log 2: the logarithm is to base 2.",
        "Which base has a logarithm whose derivative is 1/x?",
    ),
    # ---- factors ----
    "mean-over-classes": (
        "a factor 1/K: a mean over the classes was taken.",
        "Over what does the definition sum, and over what does it average?",
    ),
    "mean-over-features": (
        "divided by the number of features instead of the number of samples.",
        "What does len() count, of X and of theta?",
    ),
    "extra-half": (
        "half of what is asked for: a factor ½ was added.",
        "Does the definition carry a ½, or does another loss that you know?",
    ),
    # ---- entries and order ----
    "transposed": (
        "the transpose of yours agrees: rows and columns are exchanged.",
        "Which axis of the result belongs to which index?",
    ),
    "diagonal-only": (
        "only the diagonal terms are there; those of two different indices are missing.",
        "What does a change in one coordinate do to the others?",
    ),
    "off-diagonal-only": (
        "the terms of two different indices are right; those of equal indices are missing.",
        "What changes in the product rule when both indices are the same?",
    ),
    "uncoupled-blocks": (
        "each class is treated alone: the blocks between two classes are zero.",
        "Does w_s, for another class s, enter the probability of class r?",
    ),
    "identity": (
        "the identity stands where the derivative of the probabilities belongs.",
        "What is held fixed while you differentiate: the logits or the probabilities?",
    ),
    "sum-forgotten": (
        "the terms are right, one by one; they are not added up.",
        "Is a scalar or an array asked for, and what joins its terms?",
    ),
    "wrong-shape": (
        "another shape than the contract states.",
        "Which axes does it name, and which of yours is one too many or too few?",
    ),
    "wrong-type": (
        "your function returns another type than the exercise asks for.",
        "Does it return an array, a float, a tuple or a list?",
    ),
    "only-square": (
        "works on square arrays only.",
        "What happens to each line when there are more samples than features?",
    ),
    "only-three-classes": (
        "three classes are written into the answer.",
        "Which numbers in your lines should be read off the arguments?",
    ),
    "only-one-sample": (
        "only the first sample counts.",
        "Where do the other rows of X enter, and is a return inside a loop?",
    ),
    "only-at-zero-weights": (
        "what belongs to weights of zero: the weights do not enter the probabilities.",
        "Where do W or theta appear in your lines?",
    ),
    "zero-left-out": (
        "numbers that are exactly 0 are left out by a condition, or treated apart.",
        "What do your conditions, such as t > 0 and t < 0, make of 0?",
    ),
    "tie-counted-once": (
        "logits that share the largest value are counted as one.",
        "How many terms has log Σ exp z when all logits are the same, and what is its value?",
    ),
    "zero-divided": (
        "something is divided by a size that can be 0.",
        "Which of your arguments may be all zeros, and what is your denominator then?",
    ),
    "memory-order": (
        "entries are read in the order in which they lie in memory.",
        "In which order do the entries of a transpose lie in memory, and which do you need?",
    ),
    # ---- arguments ----
    "class-off-by-one": (
        "right for a neighbouring class: class indices are off by one.",
        "From which number do classes count here?",
    ),
    "class-ignored": (
        "the same whichever second class is asked for.",
        "What if the class whose weights move is not the class whose probability is asked for?",
    ),
    "label-forgotten": (
        "the label does not enter.",
        "Which term of the loss depends on y, and what is its derivative?",
    ),
    "labels-swapped": (
        "the labels 0 and 1 are exchanged, or a sign in the exponent is.",
        "For y = 1, which way should the loss move when the logit grows?",
    ),
    "label-for-one-hot": (
        "y is used as an index, though it is one-hot.",
        "What is the first entry of y in the worked example, and what does it select?",
    ),
    "bias-forgotten": (
        "one weight is left out: the first one, or the bias.",
        "Does your sum start at the first feature, and is b added?",
    ),
    "input-forgotten": (
        "the factor from the input is missing.",
        "What is ∂z_c/∂w_c for the one sample?",
    ),
    # ---- in place, memory, precision ----
    "in-place": (
        "the argument was changed in place.",
        "Which line writes with +=, -=, or into a slice, and would a copy do?",
    ),
    "memory": (
        "a matrix was formed that the exercise does without.",
        "In which order can its factors act one after the other instead?",
    ),
    "float32": (
        "digits were lost on the way: single precision keeps seven, and rounding as many as asked.",
        "Which line asks for float32 or rounds, and what is NumPy's default?",
    ),
    "rounded": (
        "right to some decimals: the result was rounded, or a number on the way to it.",
        "Who asked for fewer digits, and what becomes of small probabilities?",
    ),
    "finite-differences": (
        "right to some digits, as finite differences and rounded numbers are and a formula is not.",
        "What is the derivative on paper, term by term?",
    ),
    # ---- range ----
    "overflow": (
        "right until an exponential exceeds 1e308.",
        "What may be subtracted from every logit without changing the result?",
    ),
    "logits-far-apart": (
        "right until logits lie hundreds apart: the shift is not by the largest one, or a "
        "probability of 0 is divided by or put into a logarithm.",
        "What is the largest exponent, and which quotient is needed?",
    ),
    "shift-per-array": (
        "all samples are shifted by one number; rows far below it underflow to 0/0.",
        "Which axis should the largest logit be taken along?",
    ),
    "clipped": (
        "logits are clipped, which changes the result for those beyond the bound.",
        "Which shift keeps exponentials in range and changes nothing?",
    ),
    "clipped-probability": (
        "probabilities are clipped, which changes the result for small ones.",
        "Can the logarithm of a small probability be found without the probability?",
    ),
    "log-epsilon": (
        "a small number is added inside the logarithm, or to a probability.",
        "What does it do to the result for p = 1e-10?",
    ),
    "epsilon-in-denominator": (
        "a small number is added to the denominator.",
        "Can the denominator be 0 after the right shift?",
    ),
    "nan-patched": (
        "NaN is replaced by a number afterwards, which is not the right one.",
        "Where does the NaN arise, and which shift avoids it?",
    ),
}
