"""Formulas of the book as MathML, which needs no script and no network."""

from xml.sax.saxutils import quoteattr

from autograder.host.formulas import mathml


def formula(latex: str, display: str = "inline") -> str:
    """Return a formula as MathML, with its source for readers and programs that see no MathML.

    display: "inline" or "block". Raises ValueError where the formula can't be read.
    """
    markup = mathml(latex, display)
    if not markup.startswith("<math "):
        raise ValueError(f"this formula can't be read: {latex}")
    return markup.replace("<math ", f"<math alttext={quoteattr(latex)} ", 1)
