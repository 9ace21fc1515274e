"""The words of 01-softmax: hints of the exercises and texts of the pictures."""

HINTS = {
    "softmax": "do your numbers sum to 1, and what happens to them when 1 is added to every logit?",
    "softmax_jacobian": "raising one logit changes every probability, through the denominator: "
    "what is ∂s_k/∂z_j when j = k, and what when j ≠ k?",
    "softmax_differential": "the Jacobian is a diagonal matrix less a product of two vectors: in "
    "which order do these act on dz so that no matrix is needed?",
    "cross_entropy": "which logarithm, of what, and which logit is subtracted? Compare the "
    "section on log-sum-exp.",
    "logit_gradient": "differentiate log Σ exp z_k and −z_j separately: what is each, and which "
    "entry does the label touch?",
    "logit_hessian": "you differentiate the gradient in z, not in s: which factor does the chain "
    "rule add?",
}

FIGURES = {}
