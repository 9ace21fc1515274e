"""One change of an argument or of the result, and one wrong place in a formula: any exercise."""

SAID = {
    # ---- a number of any size ----
    "constant-factor": (
        "every entry is the right one times one constant.",
        "Which line brings this factor in, and does the definition have it?",
    ),
    "constant-offset": (
        "every entry is the right one plus one constant.",
        "Which line adds the same number everywhere, or forgets to?",
    ),
    "weights-added": (
        "a multiple of the weights, or of their squares, is added, as a penalty adds it.",
        "Does the definition have a penalty?",
    ),
    "factor-of-sizes": (
        "right up to a factor made of the sizes m, d and K, such as √m or 1/(m − 1).",
        "By which number does the definition divide, and by which one do you?",
    ),
    # ---- the result ----
    "absolute-value": (
        "signs are lost, as if absolute values were taken.",
        "May the exact number be negative, and what does its sign mean?",
    ),
    "result-clipped": (
        "right inside two bounds; every entry beyond a bound is replaced by the bound.",
        "Which values may the exact result take?",
    ),
    "result-squared": (
        "this is the square, or the square root, of the right result.",
        "Which power does the definition have?",
    ),
    "result-normalised": (
        "right up to its scale: the result is divided by its own sum, length or largest entry.",
        "Which quantity should be 1 by the contract, if any?",
    ),
    "result-centred": (
        "the right result, from which its own mean is subtracted.",
        "Should the entries of the result sum to 0?",
    ),
    "order-reversed": (
        "the right entries stand in reverse order along an axis.",
        "To which index does your first entry belong?",
    ),
    "entries-zeroed": (
        "the first or the last entry, row or column is 0; the others are right.",
        "Does your loop or slice reach both ends?",
    ),
    "half-filled": (
        "one triangle of the matrix is right; the other one is 0.",
        "Which entries does your loop never reach?",
    ),
    "some-arrays": (
        "some arrays of the tuple are right; one change makes the others right as well: a sign, a "
        "factor, or an argument.",
        "Which lines compute the wrong arrays, and how do they differ from the others?",
    ),
    # ---- the arguments ----
    "label-predicted": (
        "the class with the largest logit stands where the label belongs.",
        "What is the model compared with: the data, or its own prediction?",
    ),
    "sample-averaged": (
        "a mean over the samples is taken too early: before the formula, or in a part of it.",
        "Is the mean of products the product of the means?",
    ),
    "only-last-sample": (
        "only the last sample counts.",
        "Does each turn of your loop add to the result, or replace it?",
    ),
    "inputs-rescaled": (
        "the inputs are centred, or divided by a norm or a standard deviation.",
        "Which lines change the inputs before the formula begins?",
    ),
    "argument-scaled": (
        "an argument is doubled, halved, centred or normalised before the formula begins.",
        "Which line changes an argument, and does the contract ask for it?",
    ),
    "argument-mistaken": (
        "two arguments of the same shape are exchanged, or one of them is used for both.",
        "What is each argument, and where does it enter the formula?",
    ),
    # ---- one place in a formula ----
    "sign-inside": (
        "one change makes this right: a sign inside the formula.",
        "Which terms are added, and which are subtracted?",
    ),
    "part-missing": (
        "one change makes this right: a term, a factor or a step is missing.",
        "Which part of your formula on paper is not in your code?",
    ),
    "operation-mistaken": (
        "one change makes this right: an operation, such as a product in place of a quotient.",
        "Which operations does your formula on paper have?",
    ),
    "operand-mistaken": (
        "one change makes this right: a variable stands where another one belongs, or two are "
        "exchanged.",
        "What does each of your variables hold, and what is its letter on paper?",
    ),
    "index-mistaken": (
        "one change makes this right: an index, a slice, or the end of a loop.",
        "Which entries does each index select?",
    ),
    "axis-mistaken": (
        "one change makes this right: an axis, or a transpose.",
        "What is the shape of each intermediate result, and what does each axis count?",
    ),
    "number-mistaken": (
        "one change makes this right: a number, such as a factor, a power or a constant.",
        "Where does each number in your code come from?",
    ),
    "function-mistaken": (
        "one change makes this right: a function is missing, does not belong there, or should be "
        "another one.",
        "Which function does each step of your formula on paper need?",
    ),
    "condition-mistaken": (
        "one change makes this right: a condition, such as whether two indices are equal.",
        "Which cases does the formula distinguish, and what holds in each?",
    ),
    "one-place": (
        "one change makes this right: only one place in the formula is wrong.",
        "Which step of the formula have you not tried on a small example?",
    ),
}
