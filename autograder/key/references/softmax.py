"""Reference solutions of 01-softmax: the softmax and its derivative."""

import numpy as np


def softmax(z):
    """Turn logits into probabilities.

    s_k = exp(z_k) / Σ_j exp(z_j).

    z: (K,) float64, finite, K ≥ 1. Returns s, (K,) float64, entries in [0, 1] that sum to 1.
    Raises nothing. Source: document 004, question, line 1; document 002, 1.2.
    """
    # Shifting all logits leaves s unchanged; the largest at 0 keeps every exponential ≤ 1.
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum()


def softmax_jacobian(z):
    """Differentiate each probability in each logit: row k is s_k, column j is z_j.

    ∂s_k/∂z_j = s_k (δ_kj − s_j).

    z: (K,) float64, finite, K ≥ 1. Returns (K, K) float64, symmetric; zero for K = 1.
    Raises nothing. Source: document 001, exercise 8.4(a); document 002, 2.2.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    J = -np.outer(s, s)
    # Rows sum to zero. The diagonal s_k Σ_{j≠k} s_j keeps its digits where 1 − s_k has lost them.
    np.fill_diagonal(J, 0.0)
    np.fill_diagonal(J, 0.0 - J.sum(axis=1))
    return J


def softmax_differential(z, dz):
    """Apply the softmax's Jacobian to a change of the logits in O(K) time and memory.

    ds = (diag(s) − s sᵀ) dz = s ∘ (dz − sᵀdz).

    z, dz: (K,) float64, finite, K ≥ 1. Returns ds, (K,) float64, entries that sum to 0.
    Raises nothing. Source: document 004, first answer, ds = (S − ssᵀ) dz.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    return s * (dz - s @ dz)


def cross_entropy(z, y):
    """Measure the loss of logits z against the class that y marks, in natural logarithms.

    L = −log s_j = log Σ_k exp(z_k) − z_j for one-hot y = e_j.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns a float ≥ 0.
    Raises nothing. Source: document 004, second answer, first line; document 002, 1.1.
    """
    from scipy import special

    # Subtracting z_j first, not last, leaves the digits of a loss near zero intact.
    return special.logsumexp(z - y @ z)


def logit_gradient(z, y):
    """Differentiate the cross-entropy of one sample in its logits.

    ∂L/∂z = s − y.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns (K,) float64.
    Raises nothing. Source: document 004, first answer; document 002, section 3.
    """
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum() - y


def logit_hessian(z, y):
    """Differentiate the cross-entropy of one sample twice in its logits.

    ∂²L/∂z∂zᵀ = diag(s) − s sᵀ, whatever y.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns (K, K) float64, symmetric
    and positive semidefinite. Raises nothing. Source: document 004, both answers.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    H = -np.outer(s, s)
    # H1 = 0 gives the diagonal, s_k Σ_{j≠k} s_j, without the cancellation of 1 − s_k.
    np.fill_diagonal(H, 0.0)
    np.fill_diagonal(H, 0.0 - H.sum(axis=1))
    return H
