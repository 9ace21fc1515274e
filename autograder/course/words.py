"""What is said of misconceptions and of kinds of cases."""

from autograder.checking.language import Words, context_of
from autograder.course import explanations
from autograder.course.exercises import EXERCISES

MISCONCEPTIONS = Words(
    context_of(explanations.__name__),
    explanations.SHARED
    | {code: said for exercise in EXERCISES.values() for code, said in exercise.said.items()},
)

_FAMILY = {
    "ordinary": "numbers of size 1",
    "moderate": "logits of size 25",
    "large": "logits of size 700",
    "huge": "logits of size 10000",
    "tied": "nearly tied logits on an offset of ±10000",
    "far_inputs": "hidden units with inputs of size 1000",
    "flat": "a direction V = v1ᵀ, flat for every W",
    "pair": "two nearly tied logits, 20000 above the others",
    "strided": "arrays that are not contiguous",
    "zeros": "logits that are all 0",
    "zero_direction": "a direction of zeros",
    "two_classes": "K = 2",
    "one_class": "K = 1",
    "one_sample": "m = 1",
    "one_feature": "d = 1",
    "rank_deficient": "an X with two equal columns",
    "scalar_array": "an array without axes",
    "matrix": "an array of two axes",
    "three_axes": "an array of three axes",
    "full_rank": "an X of full column rank",
    "dependent_columns": "an X with dependent columns",
    "twice_dependent": "an X whose rank is less by 2 than its number of columns",
    "wide": "an X with fewer rows than columns",
    "square": "a square X of full rank",
    "badly_scaled": "columns of very different size",
    "tiny_numbers": "an X of tiny numbers",
    "zero_feature": "one column of zeros",
    "zero_column": "an X with a column of zeros",
    "low_rank": "an X of rank 1",
    "large_numbers": "large numbers",
    "small_numbers": "small numbers",
    "positive": "positive eigenvalues",
    "indefinite": "eigenvalues of both signs",
    "negative": "negative eigenvalues",
    "singular": "a singular matrix",
    "positive_determinant": "two negative eigenvalues",
    "positive_entries": "positive entries and a negative eigenvalue",
    "zero_matrix": "the zero matrix",
    "one_by_one": "a 1×1 matrix",
    "barely_positive": "a smallest eigenvalue above the border",
    "barely_singular": "a smallest eigenvalue below the border",
    "asymmetric": "an asymmetric matrix",
    "rounded": "a matrix symmetric up to rounding",
    "tiny_probabilities": "probabilities down to 1e-26",
    "separable": "separable data",
    "tall": "an X of 1000 rows with nearly dependent columns",
    "barely_full": "an X of 30 columns, smallest singular value above the border",
    "barely_regular": "a square X, its smallest singular value above the border",
    "triangular": "a triangular X without a small entry on its diagonal",
    "one_large": "one large eigenvalue and many small ones",
    "outlier": "one sample with a logit of 1000",
    "few_steps": "max_iter = 2",
    "no_steps": "max_iter = 0",
    "already_there": "a tol that is met at zero",
    "damping": "a full Newton step goes too far",
    "many_classes": "very many classes",
    "many_samples": "very many samples",
    "many_of_each": "many samples, features and classes",
}

FAMILY = Words(context_of(__name__), _FAMILY)
