"""Hidden families that several exercises share: sizes and kinds of case that no check shows."""

from autograder.checking.exercise import Family

# Sizes that no public case has: a number fixed in an answer, or read off a public case, shows.
LARGER = (
    Family("ordinary", m=17, d=6, K=9),
    Family("ordinary", m=5, d=8, K=3),
)

# Two indices that are drawn agree too rarely.
SAME_CLASS = Family("ordinary", arrangement="same_class", draws=4)

# A shift by the largest |z| leaves nothing where all logits are far below zero.
FAR_BELOW = Family("tied", logits=-1e4, arrangement="tied", draws=2)
CLASSES = (
    Family("huge", m=1, d=1, K=2, logits=1e4),
    Family("tied", K=2, logits=1e4, arrangement="tied"),
    Family("strided", m=3, d=7, K=5, arrangement="strided", draws=2),
)
TWO_LABELS = (
    Family("huge", m=1, d=1, logits=1e4, draws=2),
    Family("strided", m=3, d=7, arrangement="strided"),
)

ONE_SAMPLE = (
    Family("huge", d=1, K=2, logits=1e4),
    Family("strided", d=7, K=5, arrangement="strided"),
)

# A fit takes long, and what these catch depends on rounding: a third or half of the draws do.
FITS = (
    Family("badly_scaled", draws=7),
    Family("already_there", draws=3),
    # Whether the largest entry of the gradient is negative is chance in the public ones.
    Family("few_steps", arrangement="nearly_there_negative", draws=3),
    Family("separable", draws=2),
    # One more of each, as many as it takes to give a wrong turn its name.
    Family("no_steps"),
    Family("already_there", K=1, arrangement="level", draws=2),
)

# Where tol or max_iter is left out.
DEFAULTS = (
    Family("ordinary", arrangement="above_tol", draws=3),
    Family("ordinary", arrangement="below_tol", draws=3),
    Family("ordinary", arrangement="default_max_iter", draws=4),
)

BADLY_SCALED = Family("badly_scaled", draws=3)
STEPS = (BADLY_SCALED, Family("outlier", draws=2))
