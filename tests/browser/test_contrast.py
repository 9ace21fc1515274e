"""The measure of contrast, on texts whose ratio is known."""

import pytest
from contrast import texts

# WCAG's extremes; the grey that is known to miss 4.5 on white, and the next one, which does not.
KNOWN = [
    ("color: black; background: white", 21),
    ("color: white; background: white", 1),
    ("color: #777; background: white", 4.48),
    ("color: #767676; background: white", 4.54),
    ("color: white; background: rgba(0, 0, 0, 0.5)", 3.98),  # on white, a grey of 127.5
    ("color: rgba(0, 0, 0, 0.5); background: white", 3.98),
]


@pytest.fixture
def page(cleared_page):
    return cleared_page


@pytest.mark.parametrize(("style", "ratio"), KNOWN)
def test_the_ratio_of_a_known_text(page, style, ratio):
    page.set_content(f'<p style="{style}">said</p>')
    (found,) = texts(page.locator("p"))
    assert found.text == "said"
    assert found.contrast == pytest.approx(ratio, abs=0.01)


def test_what_is_not_visible_is_not_read(page):
    page.set_content("<p>one<span hidden>two</span></p>")
    assert [found.text for found in texts(page.locator("p"))] == ["one"]
