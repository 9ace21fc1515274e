"""What exceptions tell: shapes that don't fit, indices, singular matrices, calls; any exercise."""

SAID = {
    # ---- shapes ----
    "axis-lacking": (
        "two arrays don't fit: one of them has an axis that the other one lacks.",
        "Which axis did a sum, a maximum or an index take away, or which one is too many? What do "
        "keepdims=True and [:, None] do to a shape?",
    ),
    "product-entrywise": (
        "an operation that goes entry by entry, such as *, meets two arrays that fit a matrix "
        "product only.",
        "Which operator is the matrix product?",
    ),
    "operands-unfit": (
        "an operation that goes entry by entry meets two arrays whose shapes don't fit.",
        "What does each axis of the two arrays count: samples, features or classes?",
    ),
    "factors-unfit": (
        "the two arrays of a matrix product, or of a system of equations, don't fit: axes that "
        "belong together have different lengths.",
        "Which shapes do the two have, in this order, and along which axis does the sum run?",
    ),
    "axes-too-few": (
        "an array has fewer axes than one of your lines uses.",
        "How many axes does each argument have by the contract: is it a number, a vector or a "
        "matrix?",
    ),
    "written-unfit": (
        "an array is written into a place of another shape.",
        "Which shape does the left side of = have, and which the right side?",
    ),
    "reshape-unfit": (
        "an array is reshaped to another number of entries.",
        "How many entries does it have, and what is the product of the lengths that you ask for?",
    ),
    "joined-unfit": (
        "arrays are joined that do not fit along the other axes.",
        "Which shape does each of them have, and along which axis do you join them?",
    ),
    "axis-twice": (
        "one axis stands twice, and the diagonal of yours is the right result.",
        "Does a column meet a row in your code, or do you return a matrix of which only the "
        "diagonal is asked for?",
    ),
    "size-fixed": (
        "a size, such as the number of classes, is fixed in your code: other sizes fail.",
        "What does your code do for another number of samples, features or classes?",
    ),
    # ---- entries ----
    "equal-indices": (
        "entries of two different indices are right; those of equal indices are wrong.",
        "Which terms does the formula have when both indices are the same?",
    ),
    "different-indices": (
        "entries of equal indices are right; those of two different ones are wrong.",
        "Which terms are left when the indices differ, and with which sign?",
    ),
    "index-past-end": (
        "an index goes beyond the end of its axis.",
        "From which number do indices count, and which axis does your loop or index run along?",
    ),
    "range-missing": (
        "a loop runs over a single whole number.",
        "Which numbers should the loop run through, and which function gives them?",
    ),
    "no-whole-number": (
        "an index or a size is no whole number: floats, such as those of a one-hot label, are "
        "none.",
        "What does the array in your brackets hold?",
    ),
    "array-for-number": (
        "an array stands where one number is needed.",
        "Which of your functions take a single number, as those of math, int() and range() do?",
    ),
    "condition-of-array": (
        "a condition, or a comparison in max() or sorted(), gets a whole array.",
        "Should the condition hold for all entries, for one of them, or for each by itself?",
    ),
    # ---- matrices ----
    "matrix-singular": (
        "a matrix is inverted or factorised that is singular, or not positive definite.",
        "For which arguments is it so, and what does the contract ask for there?",
    ),
    "matrix-not-square": (
        "a matrix that is not square meets an inverse, a determinant or eigenvalues.",
        "Which shape does this matrix have, and which matrix of your formula is square?",
    ),
    # ---- objects and calls ----
    "unpacking": (
        "the names on the left are more or fewer than the values on the right.",
        "How many values does the right side give, or each turn of the loop?",
    ),
    "none-used": (
        "one of your values is None.",
        "Which function ends without return, or changes its argument and returns nothing?",
    ),
    "list-for-array": (
        "a list stands where an array is needed.",
        "What do + and * do with a list, and which function makes an array of it?",
    ),
    "not-a-function": (
        "a value that is no function is called.",
        "Is an operator missing before a bracket, or does a variable have the name of a function?",
    ),
    "parentheses-missing": (
        "a function stands where its result is needed.",
        "Which function or method stands without its parentheses?",
    ),
    "call-mistaken": (
        "a function is called with arguments that it does not take.",
        "What does help() say of it: how many arguments, which names, and is a shape one tuple?",
    ),
}
