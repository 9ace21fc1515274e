"""The words of 03-hessian: hints of the exercises and texts of the pictures."""

HINTS = {
    "logistic_hessian": "what weight does a sample carry when its probability is 0.5, and what "
    "when it is 0.99? Is there a mean?",
    "sample_curvature": "what must each row sum to, and what stands off the diagonal?",
    "hessian_block": "what is ∂p_ir/∂z_is when r = s, and what when r ≠ s? Is there a mean?",
    "hessian": "which factor of the Kronecker product varies slowest when vec(W) stacks class "
    "after class?",
    "log_likelihood_hessian": "by which factor do ℓ and L differ, and does a second derivative "
    "change it?",
    "hessian_vector_product": "how does P change when W moves along V? Follow the logits first, "
    "then the probabilities.",
}

FIGURES = {}
