"""What several exercises of gradient share."""

from autograder.checking import differences
from autograder.course import definitions


def loss_gradient_truth(W, X, Y):
    return differences.gradient(lambda V: definitions.softmax_loss(V, X, Y), W)
