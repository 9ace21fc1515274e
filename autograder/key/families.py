"""Hidden families that several exercises share: sizes and kinds of case that no check shows."""

from autograder.checking.exercise import Family

# Sizes that no public case has: a number fixed in an answer, or read off a public case, shows.
LARGER = (
    Family("ordinary", m=17, d=6, K=9, draws=2),
    Family("ordinary", m=5, d=8, K=3, draws=2),
)
CLASSES = (
    Family("huge", m=1, d=1, K=2, logits=1e4),
    Family("tied", K=2, logits=1e4, arrangement="tied"),
    Family("strided", m=3, d=7, K=5, arrangement="strided"),
)
TWO_LABELS = (
    Family("huge", m=1, d=1, logits=1e4),
    Family("strided", m=3, d=7, arrangement="strided"),
)

ONE_SAMPLE = (
    Family("huge", d=1, K=2, logits=1e4),
    Family("strided", d=7, K=5, arrangement="strided"),
)

# A fit takes long, and what these catch depends on rounding: a third or half of the draws do.
FITS = (
    Family("badly_scaled", draws=9),
    Family("already_there", draws=2),
    # Whether the largest entry of the gradient is a negative one is chance.
    Family("few_steps", arrangement="nearly_there", draws=8),
    Family("separable"),
    # One more of each, as many as it takes to give a wrong turn its name.
    Family("no_steps"),
    Family("already_there", K=1, arrangement="level"),
)

# Where tol or max_iter is left out.
DEFAULTS = (
    Family("ordinary", arrangement="above_tol"),
    Family("ordinary", arrangement="below_tol"),
    Family("ordinary", arrangement="default_max_iter"),
)

BADLY_SCALED = Family("badly_scaled", draws=3)
STEPS = (BADLY_SCALED, Family("outlier", draws=2))
