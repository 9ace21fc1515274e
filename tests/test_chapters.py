"""A chapter: cells as students get them, above outputs of right answers, without points."""

import pytest
from dummy_course import marked
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.book.chapters import chapter, link_to
from autograder.book.formulas import formula

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
STUB = 'def double(x):\n    raise NotImplementedError("replace this line with your own code")'


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(released, *outputs):
    """The only cell of a chapter, whose executed cell has these outputs."""
    done = new_code_cell("the answer", id=released.id, outputs=list(outputs))
    nb = new_notebook(cells=[released], metadata=KERNEL)
    (cell,) = chapter(nb, new_notebook(cells=[done])).cells
    return cell


def test_a_cell_stands_as_students_get_it_above_the_outputs_of_the_answer():
    cell = shown(new_code_cell("print(double(2))", id="double-try"), printed("4\n"))
    assert cell.source == "print(double(2))"
    assert [output.text for output in cell.outputs] == ["4\n"]


def test_the_line_of_an_unwritten_function_leaves_room_for_code():
    assert shown(new_code_cell(STUB, id="double")).source == "def double(x):\n    ...  # your code"


@pytest.mark.parametrize(
    "output",
    [
        printed("a warning", name="stderr"),
        new_output("display_data", {"application/vnd.jupyter.widget-view+json": {}}),
    ],
)
def test_what_says_nothing_on_a_page_is_left_out(output):
    assert shown(new_code_cell("double(2)", id="a"), printed("4\n"), output).outputs == [
        printed("4\n")
    ]


def test_blank_lines_alone_are_left_out():
    assert shown(new_code_cell("print()", id="a"), printed("\n")).outputs == []


def test_a_line_that_comes_in_pieces_is_put_together():
    cell = shown(new_code_cell("print(4, 5)", id="a"), printed("4"), printed(" 5\n"))
    assert [output.text for output in cell.outputs] == ["4 5\n"]


def test_a_picture_is_shown_once_with_its_words():
    data = {"text/html": '<img alt="a bowl" src="">', "image/png": "AAAA", "text/plain": "a bowl"}
    cell = shown(new_code_cell("figure()", id="a"), new_output("display_data", data))
    assert "image/png" not in cell.outputs[0].data
    assert cell.metadata == {}
    cell = shown(new_code_cell("1\n2\n3\n4\n5", id="a"), new_output("display_data", data))
    assert cell.metadata.tags == ["hide-input"]


def test_neither_points_nor_rules_nor_graded_cells_are_in_a_chapter():
    rules = "<details><summary>Time, points and rules</summary>\n\nThey add up to 80.\n\n</details>"
    heading = "### Exercise 1.1 · `double` (14 + 7 points)\n\nTwo points make a line."
    released = new_notebook(
        cells=[
            new_markdown_cell(heading, id="double-task"),
            new_markdown_cell(f"Read.\n\n{rules}", id="opening"),
            marked("double-values", "check(double)", points=14),
            new_markdown_cell("Save.", id="hand-in"),
        ],
        metadata=KERNEL,
    )
    texts = [cell.source for cell in chapter(released, new_notebook()).cells]
    assert texts == [
        "### Exercise 1.1 · `double`\n\nTwo points make a line.",
        "Read.\n\n",
    ]


def test_a_formula_in_a_summary_is_set():
    text = "<details><summary>Hint 1: where is $z_j$?</summary>\n\n$z_j$\n\n</details>"
    cell = shown(new_markdown_cell(text, id="double-hints"))
    assert cell.source.startswith("<details><summary>Hint 1: where is <math alttext=")
    assert "\n\n$z_j$\n\n" in cell.source


def test_a_formula_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match=r"^this formula can't be read: \\frac$"):
        formula(r"\frac")


@pytest.mark.parametrize(
    ("site", "place"),
    [("https://example.org/lab/", "https://example.org/lab/en"), ("site", "../site/en")],
)
def test_below_its_title_a_chapter_leads_to_its_notebook_in_the_browser(site, place):
    released = new_notebook(cells=[new_markdown_cell("# 01 · Lines")], metadata=KERNEL)
    link = link_to(site, "01-lines.ipynb")
    texts = [cell.source for cell in chapter(released, new_notebook(), link).cells]
    assert texts == [
        "# 01 · Lines",
        f'<a href="{place}/lab/index.html?path=01-lines.ipynb">Open in the browser</a>',
    ]
