"""The words of 06-newton: hints of the exercises and texts of the pictures."""

HINTS = {
    "newton_step": "the step minimises a quadratic model of J: which system does it solve, with "
    "which sign, and are gradient and Hessian both means?",
    "fit_logistic": "where does the list start, when does the loop stop, and what happens to a "
    "step that raises J?",
    "fit_softmax": "the penalty (l2/2)‖W‖² enters three times: in the value, in the gradient and "
    "in the Hessian. What is it in each?",
    "standard_errors": "which is inverted first, and which matrix is the information of all m "
    "samples?",
}

FIGURES = {}
