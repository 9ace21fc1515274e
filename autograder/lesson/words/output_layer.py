"""The words of 05-output-layer: hints of the exercises and texts of the pictures."""

HINTS = {
    "loss_wrt_probabilities": "which single term of the sum depends on ŷ_j, and what is the "
    "derivative of a logarithm?",
    "softmax_backward": "every ŷ_j depends on z_k: what is left of the sum over j once the case "
    "j = k is taken apart?",
    "output_delta": "multiply the two steps of 5.1 and 5.2: what cancels?",
    "output_gradients": "W has one row for each class: which entries of W does the logit z_k see, "
    "and what multiplies them?",
    "batch_gradients": "is the loss of the batch a sum or a mean, and for the biases as well?",
    "input_gradient": "an activation feeds every logit: over which index is summed, and is W "
    "or its transpose applied?",
}

FIGURES = {}
