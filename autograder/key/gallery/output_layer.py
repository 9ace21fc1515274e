"""Answers to 05-output-layer, where backpropagation starts, as students write them."""

import numpy as np
from scipy import special

from autograder.key.gallery import right, wrong

# 5.1


@wrong("sign")
def loss_wrt_probabilities(y_hat, y):
    return y / y_hat


@wrong("label-forgotten")
def loss_wrt_probabilities(y_hat, y):
    return -1 / y_hat


@wrong("logits-for-probabilities")
def loss_wrt_probabilities(y_hat, y):
    return y_hat - y


@wrong("binary-cross-entropy")
def loss_wrt_probabilities(y_hat, y):
    rest = 1 - y_hat
    return -y / y_hat + np.divide(1 - y, rest, out=np.zeros_like(rest), where=rest > 0)


@wrong("ratio-inverted")
def loss_wrt_probabilities(y_hat, y):
    return -y * y_hat


@wrong("loss-not-differentiated")
def loss_wrt_probabilities(y_hat, y):
    return -y * np.log(y_hat)


@wrong("differentiated-twice")
def loss_wrt_probabilities(y_hat, y):
    return y / y_hat**2


@wrong("log-base-2")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat * np.log(2))


@wrong("mean-over-classes")
def loss_wrt_probabilities(y_hat, y):
    return -y / y_hat / len(y)


@wrong("squared-error")
def loss_wrt_probabilities(y_hat, y):
    return 2 * (y_hat - y)


@wrong("label-for-one-hot")
def loss_wrt_probabilities(y_hat, y):
    return -np.argmax(y) / y_hat


@wrong("class-off-by-one")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros_like(y_hat)
    j = np.argmax(y)
    grad[j - 1] = -1 / y_hat[j]
    return grad


@wrong("class-off-by-one")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros_like(y_hat)
    j = np.argmax(y) - 1
    grad[j] = -1 / y_hat[j]
    return grad


@wrong("finite-differences")
def loss_wrt_probabilities(y_hat, y):
    h = 1e-7
    grad = np.zeros_like(y_hat)
    for j in range(len(y_hat)):
        up, down = y_hat.copy(), y_hat.copy()
        up[j] += h
        down[j] -= h
        grad[j] = -(y @ np.log(up) - y @ np.log(down)) / (2 * h)
    return grad


@wrong("log-epsilon")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat + 1e-8)


@wrong("float32")
def loss_wrt_probabilities(y_hat, y):
    return (-y / y_hat).astype(np.float32)


@wrong("float32")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros(len(y), dtype=np.float32)
    for j in range(len(y)):
        grad[j] = -y[j] / y_hat[j]
    return grad.astype(float)


@wrong("wrong-shape")
def loss_wrt_probabilities(y_hat, y):
    return (-y / y_hat).reshape(-1, 1)


@wrong("wrong-shape")
def loss_wrt_probabilities(y_hat, y):
    return np.diag(-y / y_hat)


@wrong("wrong-type")
def loss_wrt_probabilities(y_hat, y):
    return [-y[j] / y_hat[j] for j in range(len(y))]


@wrong("wrong-type")
def loss_wrt_probabilities(y_hat, y):
    return -1 / y_hat[np.argmax(y)]


@wrong("clipped-probability", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    return -y / np.clip(y_hat, 1e-7, 1 - 1e-7)


@wrong("log-epsilon", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    return -y / (y_hat + 1e-17)


@wrong("in-place", part="robustness")
def loss_wrt_probabilities(y_hat, y):
    y /= -y_hat
    return y


@right("quotient")
def loss_wrt_probabilities(y_hat, y):
    return -y / y_hat


@right("only-the-observed-class")
def loss_wrt_probabilities(y_hat, y):
    grad = np.zeros(len(y_hat))
    j = np.argmax(y)
    grad[j] = -1 / y_hat[j]
    return grad


@right("python-loop")
def loss_wrt_probabilities(y_hat, y):
    grad = np.empty(len(y))
    for j in range(len(y)):
        grad[j] = -y[j] * y_hat[j] ** -1
    return grad


@right("diagonal-matrix")
def loss_wrt_probabilities(y_hat, y):
    return -np.diag(1 / y_hat) @ y


@right("where")
def loss_wrt_probabilities(y_hat, y):
    return np.where(y == 1, -np.reciprocal(y_hat), 0.0)


@right("solve")
def loss_wrt_probabilities(y_hat, y):
    # diag(y_hat) times the derivative is -y
    return np.linalg.solve(np.diag(y_hat), -y)


@right("exponential-of-the-loss")
def loss_wrt_probabilities(y_hat, y):
    # 1/p = exp(-log p)
    return -y * np.exp(-np.log(y_hat))


# 5.2


@wrong("sign")
def softmax_backward(y_hat, upstream):
    return y_hat * (y_hat @ upstream - upstream)


@wrong("softmax-elementwise")
def softmax_backward(y_hat, upstream):
    return upstream * y_hat * (1 - y_hat)


@wrong("off-diagonal-only")
def softmax_backward(y_hat, upstream):
    return -y_hat * (y_hat @ upstream - y_hat * upstream)


@wrong("no-rank-one-term")
def softmax_backward(y_hat, upstream):
    return y_hat * upstream


@wrong("no-delta")
def softmax_backward(y_hat, upstream):
    return -y_hat * (y_hat @ upstream)


@wrong("rank-one-sign")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream + y_hat @ upstream)


@wrong("mu-for-variance")
def softmax_backward(y_hat, upstream):
    # The case j = k as y_hat_k instead of y_hat_k (1 - y_hat_k)
    cross = y_hat * upstream
    return cross - y_hat * (cross.sum() - cross)


@wrong("unweighted-mean")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - upstream.mean())


@wrong("delta-wrong-index")
def softmax_backward(y_hat, upstream):
    # y_hat_j where y_hat_k belongs
    return y_hat * upstream - np.sum(upstream * y_hat**2)


@wrong("log-derivative")
def softmax_backward(y_hat, upstream):
    # As if the log of the softmax stood above: here its Jacobian, not transposed
    return upstream - y_hat @ upstream


@wrong("identity")
def softmax_backward(y_hat, upstream):
    return upstream.copy()


@wrong("upstream-forgotten")
def softmax_backward(y_hat, upstream):
    return y_hat * (1 - y_hat)


@wrong("softmax-again")
def softmax_backward(y_hat, upstream):
    s = special.softmax(y_hat)
    return s * (upstream - s @ upstream)


@wrong("mean-over-classes")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - y_hat @ upstream) / len(y_hat)


@wrong("finite-differences")
def softmax_backward(y_hat, upstream):
    h = 1e-5
    z = np.log(y_hat + 1e-300)
    grad = np.empty_like(z)
    for k in range(len(z)):
        step = np.zeros_like(z)
        step[k] = h
        change = special.softmax(z + step) - special.softmax(z - step)
        grad[k] = upstream @ change / (2 * h)
    return grad


@wrong("float32")
def softmax_backward(y_hat, upstream):
    y_hat = y_hat.astype(np.float32)
    return y_hat * (upstream - y_hat @ upstream)


@wrong("wrong-shape")
def softmax_backward(y_hat, upstream):
    s = y_hat[None, :]
    return s * (upstream[None, :] - s @ upstream[:, None])


@wrong("wrong-shape")
def softmax_backward(y_hat, upstream):
    # Every product u_j dy_j/dz_k, not yet summed over j
    return upstream[:, None] * (np.diag(y_hat) - np.outer(y_hat, y_hat))


@wrong("memory", part="robustness")
def softmax_backward(y_hat, upstream):
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    return J.T @ upstream


@wrong("memory", part="robustness")
def softmax_backward(y_hat, upstream):
    return y_hat * ((upstream[:, None] - upstream[None, :]) @ y_hat)


@wrong("clipped-probability", part="robustness")
def softmax_backward(y_hat, upstream):
    p = np.clip(y_hat, 1e-12, 1)
    return p * (upstream - p @ upstream)


@wrong("logits-far-apart", part="robustness")
def softmax_backward(y_hat, upstream):
    # Relative change of every probability first, then back
    share = y_hat * upstream
    return share * (1 - y_hat * share.sum() / share)


@wrong("in-place", part="robustness")
def softmax_backward(y_hat, upstream):
    upstream -= y_hat @ upstream
    return y_hat * upstream


@right("minus-the-weighted-mean")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - y_hat @ upstream)


@right("two-terms")
def softmax_backward(y_hat, upstream):
    t = y_hat * upstream
    return t - y_hat * t.sum()


@right("python-loop")
def softmax_backward(y_hat, upstream):
    total = 0.0
    for p, u in zip(y_hat, upstream, strict=True):
        total += p * u
    return np.array([y_hat[k] * (upstream[k] - total) for k in range(len(y_hat))])


@right("einsum")
def softmax_backward(y_hat, upstream):
    expected = np.einsum("j,j->", y_hat, upstream)
    return np.einsum("k,k->k", y_hat, upstream - expected)


@right("exact-sum")
def softmax_backward(y_hat, upstream):
    import math

    mean = math.fsum(p * u for p, u in zip(y_hat, upstream, strict=True))
    return y_hat * (upstream - mean)


@right("weighted-average")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - np.average(upstream, weights=y_hat))


@right("largest-taken-off-first")
def softmax_backward(y_hat, upstream):
    # A constant in all of upstream changes nothing, since the probabilities sum to 1
    below = upstream - upstream.max()
    return y_hat * below - np.dot(y_hat, below) * y_hat


# 5.3


@wrong("sign")
def output_delta(z, y):
    return y - special.softmax(z)


@wrong("extra-derivative")
def output_delta(z, y):
    y_hat = special.softmax(z)
    return (y_hat - y) * y_hat * (1 - y_hat)


@wrong("squared-error")
def output_delta(z, y):
    y_hat = special.softmax(z)
    error = y_hat - y
    return y_hat * (error - y_hat @ error)


@wrong("softmax-elementwise")
def output_delta(z, y):
    return special.expit(z) - y


@wrong("linear-residual")
def output_delta(z, y):
    return z - y


@wrong("not-normalised")
def output_delta(z, y):
    return np.exp(z) - y


@wrong("label-forgotten")
def output_delta(z, y):
    return special.softmax(z)


@wrong("only-observed-class")
def output_delta(z, y):
    return (special.softmax(z) - 1) * y


@wrong("by-probabilities")
def output_delta(z, y):
    return -y / special.softmax(z)


@wrong("no-rank-one-term")
def output_delta(z, y):
    # -y/y_hat times y_hat: the quotient rule's second term is missing
    y_hat = special.softmax(z)
    return np.diag(y_hat) @ (-y / y_hat)


@wrong("label-for-one-hot")
def output_delta(z, y):
    return special.softmax(z) - np.argmax(y)


@wrong("class-off-by-one")
def output_delta(z, y):
    delta = special.softmax(z)
    delta[np.argmax(y) - 1] -= 1
    return delta


@wrong("mean-over-classes")
def output_delta(z, y):
    return (special.softmax(z) - y) / z.size


@wrong("log-base-2")
def output_delta(z, y):
    return (special.softmax(z) - y) / np.log(2)


@wrong("finite-differences")
def output_delta(z, y):
    h = 1e-5
    delta = []
    for e in np.eye(len(z)):
        up = -special.log_softmax(z + h * e) @ y
        down = -special.log_softmax(z - h * e) @ y
        delta.append((up - down) / (2 * h))
    return np.array(delta)


@wrong("rounded")
def output_delta(z, y):
    return np.array([float(f"{delta:.12g}") for delta in special.softmax(z) - y])


@wrong("float32")
def output_delta(z, y):
    z = z.astype("float32")
    e = np.exp(z - z.max())
    return e / e.sum() - y


@wrong("wrong-shape")
def output_delta(z, y):
    return special.softmax(z)[:, None] - y[:, None]


@wrong("only-three-classes")
def output_delta(z, y):
    e = np.exp(z - np.max(z))
    return e / (e[0] + e[1] + e[2]) - y


@wrong("overflow", part="robustness")
def output_delta(z, y):
    return np.exp(z) / np.sum(np.exp(z)) - y


@wrong("logits-far-apart", part="robustness")
def output_delta(z, y):
    e = np.exp(z - z.mean())
    return e / e.sum() - y


@wrong("clipped", part="robustness")
def output_delta(z, y):
    e = np.exp(np.clip(z, -20, 20))
    return e / e.sum() - y


@wrong("logits-far-apart", part="robustness")
def output_delta(z, y):
    y_hat = special.softmax(z)
    upstream = -y / y_hat
    return y_hat * (upstream - y_hat @ upstream)


@wrong("in-place", part="robustness")
def output_delta(z, y):
    z -= z.max()
    e = np.exp(z)
    return e / e.sum() - y


@right("library-softmax")
def output_delta(z, y):
    return special.softmax(z) - y


@right("shift-by-the-largest")
def output_delta(z, y):
    e = np.exp(z - np.max(z))
    return e / np.sum(e) - y


@right("log-sum-exp")
def output_delta(z, y):
    return np.exp(z - special.logsumexp(z)) - y


@right("logaddexp")
def output_delta(z, y):
    return np.exp(z - np.logaddexp.reduce(z)) - y


@right("one-over-differences")
def output_delta(z, y):
    # y_hat_k = 1 / sum_j exp(z_j - z_k); a sum of inf gives 0, as it should
    return 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1) - y


@right("python-loop")
def output_delta(z, y):
    import math

    top = max(z)
    weights = [math.exp(t - top) for t in z]
    total = math.fsum(weights)
    return np.array([w / total - t for w, t in zip(weights, y, strict=True)])


@right("mean-of-unit-vectors")
def output_delta(z, y):
    p = special.softmax(z)
    return np.sum([p[k] * (e - y) for k, e in enumerate(np.eye(len(z)))], axis=0)


# 5.4


@wrong("sign")
def output_gradients(W, b, a, y):
    delta = y - special.softmax(W @ a + b)
    return np.outer(delta, a), delta


@wrong("transposed")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(a, delta), delta


@wrong("reshape-for-transpose")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(a, delta).reshape(W.shape), delta


@wrong("pair-swapped")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return delta, np.outer(delta, a)


@wrong("bias-forgotten")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a) - y
    return np.outer(delta, a), delta


@wrong("bias-zero")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), np.zeros_like(b)


@wrong("bias-like-weights")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta * b


@wrong("row-sums-for-bias")
def output_gradients(W, b, a, y):
    dW = np.outer(special.softmax(W @ a + b) - y, a)
    return dW, dW.sum(axis=1)


@wrong("input-forgotten")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.tile(delta[:, None], (1, len(a))), delta


@wrong("extra-derivative")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(delta, a), delta


@wrong("squared-error")
def output_gradients(W, b, a, y):
    p = special.softmax(W @ a + b)
    delta = (np.diag(p) - np.outer(p, p)) @ (p - y)
    return np.outer(delta, a), delta


@wrong("softmax-elementwise")
def output_gradients(W, b, a, y):
    delta = special.expit(W @ a + b) - y
    return np.outer(delta, a), delta


@wrong("linear-residual")
def output_gradients(W, b, a, y):
    delta = W @ a + b - y
    return np.outer(delta, a), delta


@wrong("label-forgotten")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    return np.outer(y_hat, a), y_hat


@wrong("only-observed-class")
def output_gradients(W, b, a, y):
    delta = y * (special.softmax(W @ a + b) - 1)
    return np.outer(delta, a), delta


@wrong("class-off-by-one")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - np.roll(y, 1)
    return np.outer(delta, a), delta


@wrong("label-for-one-hot")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - np.argmax(y)
    return np.outer(delta, a), delta


@wrong("mean-over-classes")
def output_gradients(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y) / len(b)
    return np.outer(delta, a), delta


@wrong("finite-differences")
def output_gradients(W, b, a, y):
    h = 1e-5

    def loss(W, b):
        z = W @ a + b
        return special.logsumexp(z) - z @ y

    dW, db = np.zeros_like(W), np.zeros_like(b)
    for k in range(len(b)):
        step = np.zeros_like(b)
        step[k] = h
        db[k] = (loss(W, b + step) - loss(W, b - step)) / (2 * h)
        for j in range(len(a)):
            move = np.zeros_like(W)
            move[k, j] = h
            dW[k, j] = (loss(W + move, b) - loss(W - move, b)) / (2 * h)
    return dW, db


@wrong("float32")
def output_gradients(W, b, a, y):
    z = W.astype(np.float32) @ a.astype(np.float32) + b.astype(np.float32)
    delta = special.softmax(z) - y
    return np.outer(delta, a), delta


@wrong("wrong-shape")
def output_gradients(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y)[:, None]
    return delta @ a[None, :], delta


@wrong("wrong-type")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return [np.outer(delta, a), delta]


@wrong("wrong-type")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a)


@wrong("overflow", part="robustness")
def output_gradients(W, b, a, y):
    e = np.exp(W @ a + b)
    delta = e / e.sum() - y
    return np.outer(delta, a), delta


@wrong("clipped", part="robustness")
def output_gradients(W, b, a, y):
    delta = special.softmax(np.clip(W @ a + b, -20, 20)) - y
    return np.outer(delta, a), delta


@wrong("logits-far-apart", part="robustness")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    delta = J @ (-y / y_hat)
    return np.outer(delta, a), delta


@wrong("in-place", part="robustness")
def output_gradients(W, b, a, y):
    b += W @ a
    delta = special.softmax(b) - y
    return np.outer(delta, a), delta


@right("outer-product")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta


@right("broadcasting")
def output_gradients(W, b, a, y):
    z = (W * a).sum(axis=1) + b
    e = np.exp(z - z.max())
    delta = e / e.sum() - y
    return delta[:, None] * a[None, :], delta


@right("einsum")
def output_gradients(W, b, a, y):
    z = np.einsum("kl,l->k", W, a) + b
    delta = np.exp(z - special.logsumexp(z)) - y
    return np.einsum("k,l->kl", delta, a), delta


@right("loop-over-entries")
def output_gradients(W, b, a, y):
    K, n = W.shape
    z = [sum(W[k, j] * a[j] for j in range(n)) + b[k] for k in range(K)]
    y_hat = special.softmax(z)
    dW, db = np.zeros((K, n)), np.zeros(K)
    for k in range(K):
        db[k] = y_hat[k] - y[k]
        for j in range(n):
            dW[k, j] = db[k] * a[j]
    return dW, db


@right("bias-as-a-weight")
def output_gradients(W, b, a, y):
    # A last activation that is always 1 has b for its weights
    extended = np.append(a, 1.0)
    delta = special.softmax(np.column_stack([W, b]) @ extended) - y
    both = np.outer(delta, extended)
    return both[:, :-1].copy(), both[:, -1].copy()


@right("kronecker")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.kron(delta[:, None], a[None, :]), delta


@right("row-by-row")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b)
    delta[y == 1] -= 1
    return np.array([d * a for d in delta]), delta


# 5.5


@wrong("sign")
def batch_gradients(W, b, A, Y):
    delta = (Y - special.softmax(A @ W.T + b, axis=1)) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("sum-for-mean")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A, delta.sum(axis=0)


@wrong("likelihood-for-loss")
def batch_gradients(W, b, A, Y):
    delta = Y - special.softmax(A @ W.T + b, axis=1)
    return delta.T @ A, delta.sum(axis=0)


@wrong("bias-summed")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A / len(A), delta.sum(axis=0)


@wrong("weights-summed")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A, delta.mean(axis=0)


@wrong("mean-for-sum")
def batch_gradients(W, b, A, Y):
    # Divided by m when the losses are averaged, and once more here
    m = len(A)
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / m
    return delta.T @ A / m, delta.mean(axis=0)


@wrong("mean-over-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / Y.size
    return delta.T @ A, delta.sum(axis=0)


@wrong("divided-by-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(b)
    return delta.T @ A, delta.sum(axis=0)


@wrong("transposed")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return A.T @ delta, delta.sum(axis=0)


@wrong("reshape-for-transpose")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return (A.T @ delta).reshape(W.shape), delta.sum(axis=0)


@wrong("wrong-axis")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=0) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("whole-array")
def batch_gradients(W, b, A, Y):
    # Without an axis the softmax is taken over the whole batch
    delta = (special.softmax(A @ W.T + b) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("bias-forgotten")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("extra-derivative")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    delta = (P - Y) * P * (1 - P) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("softmax-elementwise")
def batch_gradients(W, b, A, Y):
    delta = (special.expit(A @ W.T + b) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("label-forgotten")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    return P.T @ A / len(A), P.mean(axis=0)


@wrong("only-observed-class")
def batch_gradients(W, b, A, Y):
    delta = Y * (special.softmax(A @ W.T + b, axis=1) - 1) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("class-off-by-one")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    P[np.arange(len(A)), Y.argmax(axis=1) - 1] -= 1
    return P.T @ A / len(A), P.mean(axis=0)


@wrong("only-one-sample")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(W @ A[0] + b) - Y[0]
    return np.outer(delta, A[0]), delta


@wrong("product-of-means")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y).mean(axis=0)
    return np.outer(delta, A.mean(axis=0)), delta


@wrong("bias-over-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=1)


@wrong("finite-differences")
def batch_gradients(W, b, A, Y):
    h = 1e-6

    def loss(W, b):
        return -np.mean(np.sum(Y * special.log_softmax(A @ W.T + b, axis=1), axis=1))

    dW, db = np.zeros_like(W), np.zeros_like(b)
    for i in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[i] = h
        dW[i] = (loss(W + E, b) - loss(W - E, b)) / (2 * h)
    for k in range(len(b)):
        e = np.zeros_like(b)
        e[k] = h
        db[k] = (loss(W, b + e) - loss(W, b - e)) / (2 * h)
    return dW, db


@wrong("rounded")
def batch_gradients(W, b, A, Y):
    delta = np.round(special.softmax(A @ W.T + b, axis=1), 10) - Y
    return delta.T @ A / len(A), delta.mean(axis=0)


@wrong("float32")
def batch_gradients(W, b, A, Y):
    P = special.softmax((A @ W.T + b).astype(np.float32), axis=1)
    delta = (P - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("wrong-shape")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0, keepdims=True)


@wrong("wrong-shape")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta[:, :, None] * A[:, None, :], delta


@wrong("wrong-type")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return {"W": delta.T @ A, "b": delta.sum(axis=0)}


@wrong("overflow", part="robustness")
def batch_gradients(W, b, A, Y):
    E = np.exp(A @ W.T + b)
    delta = (E / E.sum(axis=1, keepdims=True) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("nan-patched", part="robustness")
def batch_gradients(W, b, A, Y):
    E = np.exp(A @ W.T + b)
    delta = (np.nan_to_num(E / E.sum(axis=1, keepdims=True)) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("shift-per-array", part="robustness")
def batch_gradients(W, b, A, Y):
    Z = A @ W.T + b
    E = np.exp(Z - Z.max())
    delta = (E / E.sum(axis=1, keepdims=True) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("clipped", part="robustness")
def batch_gradients(W, b, A, Y):
    Z = np.clip(A @ W.T + b, -20, 20)
    delta = (special.softmax(Z, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("in-place", part="robustness")
def batch_gradients(W, b, A, Y):
    Y -= special.softmax(A @ W.T + b, axis=1)
    Y /= -len(A)
    return Y.T @ A, Y.sum(axis=0)


@right("matrix-product")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A / len(A), delta.mean(axis=0)


@right("loop-over-samples")
def batch_gradients(W, b, A, Y):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for a, y in zip(A, Y, strict=True):
        delta = special.softmax(W @ a + b) - y
        dW += np.outer(delta, a)
        db += delta
    return dW / len(A), db / len(A)


@right("einsum")
def batch_gradients(W, b, A, Y):
    Z = np.einsum("il,kl->ik", A, W) + b
    delta = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True)) - Y
    m = A.shape[0]
    return np.einsum("ik,il->kl", delta, A) / m, np.einsum("ik->k", delta) / m


@right("mean-of-outer-products")
def batch_gradients(W, b, A, Y):
    Z = A @ W.T + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    delta = E / E.sum(axis=1, keepdims=True) - Y
    return (delta[:, :, None] * A[:, None, :]).mean(axis=0), delta.mean(axis=0)


@right("bias-as-a-weight")
def batch_gradients(W, b, A, Y):
    extended = np.column_stack([A, np.ones(len(A))])
    P = special.softmax(extended @ np.column_stack([W, b]).T, axis=1)
    both = (P - Y).T @ extended / len(A)
    return both[:, :-1].copy(), both[:, -1].copy()


@right("class-by-class")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    dW, db = np.empty(W.shape), np.empty(b.shape)
    for k in range(len(b)):
        error = (P[:, k] - Y[:, k]) / len(A)
        dW[k] = error @ A
        db[k] = error.sum()
    return dW, db


@right("expected-minus-observed")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    m = len(A)
    return P.T @ A / m - Y.T @ A / m, P.mean(axis=0) - Y.mean(axis=0)


@right("columns-for-samples")
def batch_gradients(W, b, A, Y):
    Z = W @ A.T + b[:, None]
    D = (special.softmax(Z, axis=0) - Y.T) / len(A)
    return D @ A, D @ np.ones(len(A))


# 5.6


@wrong("sign")
def input_gradient(W, b, a, y):
    return W.T @ (y - special.softmax(W @ a + b))


@wrong("weights-not-transposed")
def input_gradient(W, b, a, y):
    return W @ (special.softmax(W @ a + b) - y)


@wrong("weights-not-transposed")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.reshape(W.shape[1], W.shape[0]) @ delta


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * a * (1 - a)


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * (1 - a**2)


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * (a > 0)


@wrong("times-activations")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * a


@wrong("extra-derivative")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    return W.T @ ((y_hat - y) * y_hat * (1 - y_hat))


@wrong("squared-error")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    error = y_hat - y
    return W.T @ (y_hat * (error - y_hat @ error))


@wrong("softmax-elementwise")
def input_gradient(W, b, a, y):
    return W.T @ (special.expit(W @ a + b) - y)


@wrong("linear-residual")
def input_gradient(W, b, a, y):
    return W.T @ (W @ a + b - y)


@wrong("bias-forgotten")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a) - y)


@wrong("label-forgotten")
def input_gradient(W, b, a, y):
    return W.T @ special.softmax(W @ a + b)


@wrong("only-observed-class")
def input_gradient(W, b, a, y):
    j = np.argmax(y)
    return W[j] * (special.softmax(W @ a + b)[j] - 1)


@wrong("class-off-by-one")
def input_gradient(W, b, a, y):
    return special.softmax(W @ a + b) @ W - W[np.argmax(y) - 1]


@wrong("label-for-one-hot")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a + b) - np.argmax(y))


@wrong("mean-over-classes")
def input_gradient(W, b, a, y):
    return np.mean(W * (special.softmax(W @ a + b) - y)[:, None], axis=0)


@wrong("finite-differences")
def input_gradient(W, b, a, y):
    h = 1e-6
    grad = np.zeros_like(a)
    for j in range(len(a)):
        up, down = a.copy(), a.copy()
        up[j] += h
        down[j] -= h
        high, low = special.log_softmax(W @ up + b), special.log_softmax(W @ down + b)
        grad[j] = (low @ y - high @ y) / (2 * h)
    return grad


@wrong("float32")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return (W.T.astype(np.float32) @ delta.astype(np.float32)).astype(float)


@wrong("wrong-shape")
def input_gradient(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y).reshape(-1, 1)
    return W.T @ delta


@wrong("wrong-shape")
def input_gradient(W, b, a, y):
    # The answer before its sum over the classes
    delta = special.softmax(W @ a + b) - y
    return W * delta[:, None]


@wrong("overflow", part="robustness")
def input_gradient(W, b, a, y):
    e = np.exp(W @ a + b)
    return W.T @ (e / e.sum() - y)


@wrong("logits-far-apart", part="robustness")
def input_gradient(W, b, a, y):
    z = W @ a + b
    e = np.exp(z - z.min())
    return W.T @ (e / e.sum() - y)


@wrong("clipped", part="robustness")
def input_gradient(W, b, a, y):
    z = np.clip(W @ a + b, -20, 20)
    return W.T @ (special.softmax(z) - y)


@wrong("logits-far-apart", part="robustness")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    return -(y / y_hat) @ J @ W


@wrong("in-place", part="robustness")
def input_gradient(W, b, a, y):
    y -= special.softmax(W @ a + b)
    return -W.T @ y


@right("transposed-weights")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a + b) - y)


@right("row-vector")
def input_gradient(W, b, a, y):
    z = W @ a + b
    e = np.exp(z - z.max())
    return (e / e.sum() - y) @ W


@right("expected-minus-observed-row")
def input_gradient(W, b, a, y):
    return np.average(W, axis=0, weights=special.softmax(W @ a + b)) - W[np.argmax(y)]


@right("differences-of-rows")
def input_gradient(W, b, a, y):
    p = special.softmax(W @ a + b)
    return p @ (W - y @ W)


@right("loop-over-classes")
def input_gradient(W, b, a, y):
    p = special.softmax(W @ a + b)
    grad = np.zeros(len(a))
    for k in range(len(b)):
        grad += (p[k] - y[k]) * W[k]
    return grad


@right("einsum")
def input_gradient(W, b, a, y):
    z = np.einsum("kl,l->k", W, a) + b
    return np.einsum("k,kl->l", np.exp(z - special.logsumexp(z)) - y, W)


@right("entry-by-entry")
def input_gradient(W, b, a, y):
    import math

    delta = special.softmax(W @ a + b) - y
    return np.array([math.fsum(delta * W[:, j]) for j in range(len(a))])


@right("logits-against-the-label")
def input_gradient(W, b, a, y):
    # The loss is log sum exp of the logits less the label's own: differentiate that
    D = W - W[np.argmax(y)]
    t = D @ a + b - b[np.argmax(y)]
    return np.exp(t - special.logsumexp(t)) @ D
