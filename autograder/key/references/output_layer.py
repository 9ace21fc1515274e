"""Reference solutions of 05-output-layer: backpropagation starts here. W has shape (K, n)."""

import numpy as np


def loss_wrt_probabilities(y_hat, y):
    """Differentiate the cross-entropy of one sample in its probabilities.

    ∂L/∂ŷ_j = −y_j / ŷ_j.

    y_hat: (K,) float64, every entry > 0; y: (K,) float64, one-hot. Returns (K,) float64.
    Raises nothing. Source: document 002, 2.1.
    """
    return -y / y_hat


def softmax_backward(y_hat, upstream):
    """Pull a derivative in the probabilities back to the logits, in O(K) time and memory.

    ∂L/∂z_k = Σ_j u_j ∂ŷ_j/∂z_k = ŷ_k (u_k − Σ_j ŷ_j u_j) with u = ∂L/∂ŷ.

    y_hat: (K,) float64, entries ≥ 0 that sum to 1 up to rounding; upstream: (K,) float64,
    finite. Returns (K,) float64. Raises nothing. Source: document 002, section 2 and 2.2.
    """
    return y_hat * (upstream - y_hat @ upstream)


def output_delta(z, y):
    """Find the error that the output layer sends back, for one sample.

    δ = ∂L/∂z = ŷ − y with ŷ = softmax(z).

    z: (K,) float64, finite; y: (K,) float64, one-hot. Returns (K,) float64. Raises nothing.
    Source: document 002, section 3.
    """
    from scipy import special

    return special.softmax(z) - y


def output_gradients(W, b, a, y):
    """Differentiate the loss of one sample in the weights and the bias of the output layer.

    ∂L/∂W = δ aᵀ and ∂L/∂b = δ with δ = ŷ − y and ŷ = softmax(Wa + b).

    W: (K, n), b: (K,), a: (n,), all float64 and finite; y: (K,) float64, one-hot. Returns the
    pair ((K, n), (K,)) of float64 arrays. Raises nothing. Source: document 002, section 4.
    """
    from scipy import special

    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta


def batch_gradients(W, b, A, Y):
    """Differentiate the mean loss over a batch in the weights and the bias of the output layer.

    ∂L/∂W = (1/m) Σ_i δ_i a_iᵀ and ∂L/∂b = (1/m) Σ_i δ_i, means.

    W: (K, n), b: (K,), A: (m, n), all float64 and finite; Y: (m, K) float64, one-hot rows.
    Returns the pair ((K, n), (K,)) of float64 arrays. Raises nothing. Source: beyond the
    documents; document 002, section 4, has one sample.
    """
    from scipy import special

    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


def input_gradient(W, b, a, y):
    """Differentiate the loss of one sample in the activations, for the layer below.

    ∂L/∂a = Wᵀδ with δ = ŷ − y and ŷ = softmax(Wa + b).

    W: (K, n), b: (K,), a: (n,), all float64 and finite; y: (K,) float64, one-hot. Returns (n,)
    float64. Raises nothing. Source: beyond the documents.
    """
    from scipy import special

    return W.T @ (special.softmax(W @ a + b) - y)
