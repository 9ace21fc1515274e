"""Sums where the course takes means; where the course takes sums this is right."""

import numpy as np
from scipy import special


def sigmoid(t):
    return special.expit(t)


def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t)


def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - y)


def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1))


def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * ((k == c) - p[c]) * x


def class_gradient(W, X, Y, c):
    return X.T @ (Y - special.softmax(X @ W, axis=1))[:, c]


def loss_gradient(W, X, Y):
    return X.T @ (special.softmax(X @ W, axis=1) - Y)
