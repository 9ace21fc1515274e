"""Every sentence of a check, with named placeholders; catalogues translate them.

A verdict's first line stands alone; facts follow, then a hint that asks. What is said of an
exercise, of a kind of case and of a misconception stands in the course.
"""

from autograder.checking.language import follow_language

RIGHT = "{name}{part}: {entries} entries agree to {gap} at {points} points"
ANSWERS_RIGHT = "{name}{part}: all {points} answers are right"
HIDDEN_RIGHT = "{name}{part}: {entries} entries agree to {gap}"

FIRST_LINE = {
    "raised": "{name}{part}: raised {error}",
    "unwritten": "{name}{part}: raised {error}",
    "not raised": "{name}{part}: must raise {error}, returned a result",
    "type": "{name}{part}: expected {wanted}",
    "shape": "{name}{part}: expected {wanted}, got {got}",
    "not finite": "{name}{part}: {wrong} of {total} entries are not finite",
    "changed": "{name}{part}: changed its argument {argument} in place",
    "value": "{name}{part}: {statement}",
    "cost": "{name}{part}: took more memory than it may",
}

NOT_FINITE_VALUE = "{name}{part}: the value is not finite"
UNWRITTEN = "{name}{part}: not written yet"

RIGHT_PART = {None: "", "values": " (values)", "robustness": " (robustness)"}
HIDDEN_PART: dict[str | None, str] = {
    "values": " (hidden values)",
    "robustness": " (hidden robustness)",
}

KIND = {
    "scalar": "a float",
    "truth value": "True or False",
    "array": "a float64 array",
    "pair": "a tuple of two float64 arrays",
    "four": "a tuple of four float64 arrays",
    "fit": "a tuple (array, list of floats)",
    "values": "a list of floats as second member",
}

# Of a result of another type, by its form.
TYPE = {
    "plain": "{got}",
    "array": "array of {got}",
    "array without axes": "array of {got} without axes",
    "without axes": "{got} without axes",
    "tuple": "tuple of {got}",
    "list": "list with {got}",
}

FACT = {
    "yours": "yours",
    "expected": "expected",
    "array": "array",
    "axes": "axes",
    "where": "where",
    "from": "from",
    "near": "near",
    "ratio": "ratio",
    "offset": "offset",
    "message": "message",
    "line": "line {line}",
    "case": "case",
    "at": "at",
}

PLACE = {
    "everywhere": "every entry",
    "off the diagonal": "{wrong} of {total} entries, only off the diagonal",
    "on the diagonal": "{wrong} of {total} entries, only on the diagonal",
    "in one row": "{wrong} of {total} entries, all in one row",
    "in one column": "{wrong} of {total} entries, all in one column",
    "scattered": "{wrong} of {total} entries",
}

# Of a fit, whose list of values is compared step by step.
STEP = "step {step}: all values of the list before it are right"
OFFSET = "every entry is the expected one plus {offset}"
RATIO = "every entry is {ratio} times the expected one"
ZERO = "every entry of yours is 0"
NEAR = "every entry is within {nearness} of the expected one"
TRANSPOSED = "the transpose of yours agrees"
NAN = "NaN comes from ∞ − ∞, 0 · ∞ or 0/0 on the way"

# What is said of a quantity that differs; a hidden test leaves out the entry.
STATEMENT = {
    "scalar": "the value differs from the {truth}",
    "answer": "the answer differs from the truth",
    "entry": "entry {index} differs from the {truth}",
    "first": "entry {index} differs from the {truth}",
    "second": "entry {index} differs from the {truth}",
    "first of four": "entry {index} differs from the {truth}",
    "second of four": "entry {index} differs from the {truth}",
    "third of four": "entry {index} differs from the {truth}",
    "fourth of four": "entry {index} differs from the {truth}",
    "negative": "the value is negative",
    "Xv": "entry {index} of Xv is not 0",
    "length": "the length is not 1",
    "BᵀB": "entry {index} of BᵀB is not the identity's",
    "change of P": "the probabilities change along column {column}",
    "gradient": "the gradient is not 0 at the result",
    "rise": "the values rise",
    "first value": "the list does not begin with the value at zero",
    "last value": "the list does not end with the value of the result",
    "values": "value {index} of the list is not the one after step {index}",
    "extra values": "the list of values is too long",
    "projection": "differs from the {truth}",
}
HIDDEN_STATEMENT = STATEMENT | {
    "scalar": "differs from the {truth}",
    "entry": "differs from the {truth}",
    "first": "differs from the {truth}",
    "second": "differs from the {truth}",
    "first of four": "differs from the {truth}",
    "second of four": "differs from the {truth}",
    "third of four": "differs from the {truth}",
    "fourth of four": "differs from the {truth}",
    "Xv": "Xv is not 0",
    "BᵀB": "BᵀB is not the identity",
    "change of P": "P changes along a column",
    "first value": "the list begins wrongly",
    "last value": "the list ends wrongly",
    "values": "a value of the list is not that of its step",
}
# Measured by displacing the definition: a derivative, or what is solved from derivatives.
TRUTH = {"difference": "measured value", "definition": "definition"}
MEMBER = {
    "first": "the first of the two",
    "second": "the second of the two",
    "first of four": "the first of the four",
    "second of four": "the second of the four",
    "third of four": "the third of the four",
    "fourth of four": "the fourth of the four",
}
OF_SHAPE = "of shape {shape}"
AT_MOST = "at most {limit}"
VALUES = "{count} values"

HINT = "hint: {hint}"
DIAGNOSIS = "{fact} {question}"
CONVENTION = "right up to a convention: {score:g} of {points:g} points"
NOT_WRITTEN = "replace the line that raises NotImplementedError by your code."
CALLS_UNWRITTEN = (
    "your function calls {other}, and {other} is not written yet. Write it first, or do without it."
)
NOTHING_RETURNED = (
    "your function returned nothing: it ended without return. Printing is not returning."
)
NEARLY_RIGHT = (
    "nearly all digits are right. Do you add a small number, such as 1e-12, or do you round or "
    "clip on the way?"
)
OTHER_ARGUMENTS = "the exercise asks for {name}({arguments}). Your function takes other arguments."
# By the class of the exception.
SLIP = {
    "NameError": "Python does not know the name {quoted}. Is it spelled correctly, and has the "
    "cell that defines it been run?",
    "UnboundLocalError": "{quoted} has no value in this line. Which line assigns it, and does that "
    "line always run before?",
    "AttributeError": "is the name after the dot spelled correctly, and what kind of object stands "
    "before the dot?",
    "RecursionError": "your function calls itself without end. Does it have the name of the "
    "function that it should call?",
    "StdinNotImplementedError": "a check can't answer input(): the arguments are all that your "
    "function needs.",
    "DifferencesClosed": "the course's own functions do not answer while your function runs. "
    "Derive the formula and write it into your function.",
}
# By the class of the exception, else by the outcome.
OUTCOME_HINT = {
    "raised": "call your function with arguments of these shapes. Which types and shapes does this "
    "line get? Functions of math take single numbers, those of NumPy take arrays.",
    "refused": "a line of your own raises this. For which arguments does the contract ask for it, "
    "and does the condition before that line say the same?",
    "IndexError": "this line takes an entry by its index. Is the index a whole number, and is it "
    "less than the length of its axis?",
    "not raised": "which arguments does the contract refuse, and with which exception?",
    "type": "what does the contract above the cell promise to return?",
    "shape": "which axis belongs to which index of the result?",
    "not finite": "which intermediate grows beyond 1e308, or is 0 where you divide?",
    "changed": "work on a copy: += and assignments to slices write into the caller's array.",
    "cost": "which array has {forbidden} entries, and is it needed? Try a product of vectors.",
}

PROGRESS = "progress: {passed} of {total} exercises pass; left: {left}"
ALL_PASS = "progress: all {total} exercises pass; the written question has no check"
NONE_LEFT = "none"
PASSED_BEFORE = (
    "{progress}; passed before the restart: {before}. To begin anew, run check(anew=True)."
)
ANEW = "progress: begun anew; no exercise has passed yet"
ANEW_HERE = (
    "progress: begun anew until the kernel ends; {file} can't be deleted, so delete it by hand"
)
# The title of a folded hint in the notebook begins with "Hint 2".
HINT_OFFERED = (
    "help: your last {times} answers to {number} fail in the same way. Unfold Hint {hint} below "
    "the check of {number}."
)

# Of a cell that waits until functions have passed: one number and name, or several.
NEEDS = "this needs {exercises}; come back when its check passes"
NEEDS_SEVERAL = "this needs {exercises}; come back when their checks pass"
OUT_OF_TIME = "stopped after {seconds:g} s and {count} steps, before the end"

CLAIM = {
    "=": "✓ {said} | left {left} | right {right} | gap {gap} (± {allowed})",
    "other": "✓ {said} | left {left} {relation} right {right} | gap {gap}",
}
CLAIM_ARRAY = "{shape} array"
CLAIM_FAILED = "{said}: left {left}, right {right}, gap {gap} (± {allowed})"
CLAIM_RELATION = "claim knows no relation {relation!r}; use one of {relations}"
CLAIM_REASON = "a tolerance needs its reason, and a reason its tolerance: give both or neither"

DERIVED = "**{number} `{name}` passes. This is its formula:**"
DERIVATION = "**Derivation, line by line**"
SHEET = "**Formula sheet**"
SHEET_LEFT = "Still to come: {exercises}."
SHEET_EMPTY = "a formula appears here when the check of its exercise passes; left: {exercises}"

GIVEN = {
    "nothing": "check got nothing to check",
    "text": "check got the text '{text}', not a function",
    "result": "check got a result ({kind}), not a function",
    "unnamed": "check got a function without a name",
    "function": "check got the function {name}, and no exercise has this name",
}
MISUSED = "{given}. Write check({example}); the functions of this notebook are {names}."
MISUSED_SOMEWHERE = "{given}. Write the name of your function, as in check({example})."
NAME_TAKEN = (
    "{name} is no function now, but a result ({kind}). Run the cell that defines it again, then "
    "write check({name})."
)
UNKNOWN_PART = (
    "the second argument of check is one of {parts}. Write check({name}) to check everything."
)

INTERRUPTED = "{name}: you interrupted the check in line {line} of your function's cell: {code}"
INTERRUPTED_ELSEWHERE = "{name}: you interrupted the check."
STILL_CHECKING = "{name}: still checking, case {case} of {cases} …"
STOPPED_AT = "{name}: stopped at case {case} of {cases}"

NOTE = {
    "syntax": "note: the cell that you last ran with `def {name}` has a syntax error. This is the "
    "{name} of an earlier run.",
    "renamed": "note: a later cell defines {other} with the docstring of {name}. If it is your "
    "answer, name it {name}.",
    "reads": "note: {name} reads {array}, an array of your notebook and none of its arguments. Did "
    "you mean an argument?",
    "again": "note: this is the same {name} as in your last check. If you changed its cell, run "
    "that cell first.",
}

NO_LANGUAGE = "language knows no {code!r}; use one of {languages}"

SLIDERS = "Sliders in Jupyter: {labels}"

HEAT_MAP = {"yours": "yours", "expected": "expected", "difference": "difference"}
HEAT_MAP_CUT = "entries around the worst one, of {shape}"

follow_language(__name__)
