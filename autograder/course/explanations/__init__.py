"""What is said of each misconception: a sentence of fact, and a question that leads back.

The codes are those of `autograder.course.misconceptions` and of the key. A fact names what the
numbers show and states every reading that gives the same numbers. Where one exercise alone has a
misconception, its module says this; here stands what several have in common.
"""

from autograder.course.explanations import answers, changes, fits, forms, formulas, slips

SHARED = forms.SAID | formulas.SAID | answers.SAID | fits.SAID | changes.SAID | slips.SAID
"""dict[str, tuple[str, str]]: fact and question by code."""
