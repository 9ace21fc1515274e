"""The messages of cells, and cells in another language: the same code, formulas and structure."""

import ast
import re

import nbformat
import pytest
from pseudo import pseudo
from students import ROOT

from autograder.grading.translation import (
    cell_said,
    code_said,
    count_words,
    has_words,
    language_of,
    markdown_said,
)

RELEASED = sorted(ROOT.glob("release/*/*.ipynb"))

TEXT = r"""# A title
of a line below

A paragraph over
two lines, with $x$:

$$
\text{loss} = 1

- \text{rest}
$$

- one item
  that goes on
- two
    - nested

1. first

| name | meaning |
| --- | --- |
| $K$ | classes |

```
some code

# and a remark
```

<details><summary>Hint 1: which?</summary>

Where $$a$$ stands,
the line ends.

</details>"""


def said_of(rewrite, source):
    """The messages in a source that have words, and that it comes back the same."""
    found = []

    def say(text):
        found.append(text)
        return text

    assert rewrite(source, say) == source
    return [text for text in found if has_words(text)]


def test_each_block_of_markdown_is_a_message_of_one_line():
    assert said_of(markdown_said, TEXT) == [
        "# A title",
        "of a line below",
        "A paragraph over two lines, with $x$:",
        "$$\n\\text{loss} = 1\n\n- \\text{rest}\n$$",
        "- one item that goes on",
        "- two",
        "- nested",
        "1. first",
        "| name | meaning |",
        "| $K$ | classes |",
        "<details><summary>Hint 1: which?</summary>",
        "Where $$a$$ stands,\nthe line ends.",
    ]


def test_a_block_is_replaced_where_it_stands():
    said = markdown_said(TEXT, lambda text: text.upper() if "nested" in text else text)
    assert said == TEXT.replace("    - nested", "    - NESTED")
    said = markdown_said("a\nb\n\nc", {"a b": "d", "c": "e"}.__getitem__)
    assert said == "d\n\ne"


@pytest.mark.parametrize(
    "text",
    [
        r"$$\operatorname{diag} y$$",
        r"$\text{1}, \mathrm{softmax}$",
        r"`\text{some code}`",
        "</details>",
        "{name}: {x}",
    ],
)
def test_what_is_the_same_in_every_language_has_no_words(text):
    assert not has_words(text)
    assert has_words(f"{text} and")


def test_a_formula_that_stands_alone_is_a_message_where_it_holds_text():
    assert count_words(r"$$\min x \text{ for every } y \ne \text{width}$$") == 3
    text = "One:\n\n$$x \\text{ and } y$$\n\n$$\\max y$$"
    assert said_of(markdown_said, text) == ["One:", "$$x \\text{ and } y$$"]


CODE = '''def softmax(z):
    """Return the softmax.

    z: float64 array.
    """
    # Shift by the largest,
    # which changes nothing.
    x = "# no comment"  # of the row
    #
    return x
'''


def test_docstrings_and_comments_are_the_messages_of_code():
    assert said_of(code_said, CODE) == [
        "Return the softmax.\n\nz: float64 array.",
        "Shift by the largest, which changes nothing.",
        "of the row",
    ]


def test_code_stays_where_its_words_change():
    long = "Desloca pelo maior, " * 20
    words = {
        "Return the softmax.\n\nz: float64 array.": "Devolve a softmax.\n\nz: array float64.",
        "Shift by the largest, which changes nothing.": long.strip(),
        "of the row": "da linha",
    }
    said = code_said(CODE, lambda text: words.get(text, text))
    assert '    """Devolve a softmax.\n\n    z: array float64.\n    """\n' in said
    assert "    # Desloca pelo maior, Desloca" in said
    assert max(map(len, said.splitlines())) <= 96
    assert 'x = "# no comment"  # da linha\n' in said
    assert bare(said) == bare(CODE)


def test_what_python_can_not_read_stays_as_it_is():
    assert code_said("%pip install x  # now", str.upper) == "%pip install x  # now"


def bare(source):
    """A program without its comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_of_a_released_notebook_words_change_and_one_line_of_code(path):
    assert len(RELEASED) == 6
    changed = 0
    for cell in nbformat.read(path, as_version=4).cells:
        same = cell_said(cell.cell_type, cell.source, cell.id, "en", lambda context, text: text)
        assert same == cell.source
        said = cell_said(cell.cell_type, cell.source, cell.id, "es", lambda _, text: pseudo(text))
        if cell.cell_type == "code":
            assert bare(said) == bare(cell.source).replace("language('en')", "language('es')")
        else:
            formulas = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]+`", re.DOTALL)
            there, here = (formulas.findall(text) for text in (cell.source, said))
            plain = [" ".join(each.split()) for each in there]
            assert [" ".join(each.split()) for each in here] == plain
        changed += said != cell.source
    assert changed > 50


def file(line):
    return nbformat.writes(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line)])
    ).encode()


@pytest.mark.parametrize(
    ("notebooks", "language"),
    [
        ([file('x = 1\n\nlanguage("es")\ny = 2')], "es"),
        ([file('language("es")')], "es"),
        ([b"", file('language("pt_BR")')], "pt_BR"),
        ([file('language("en")')], "en"),
        ([file('language("fr")')], "en"),
        ([file('language("../../es")')], "en"),
        ([file("x = 1")], "en"),
        ([b'\xff language(\\"es\xff\\")'], "en"),
        ([], "en"),
    ],
)
def test_the_language_of_a_submission_is_that_of_its_line_if_it_is_on_the_list(notebooks, language):
    assert language_of(notebooks, ["es", "pt_BR"]) == language
    assert language_of(notebooks, []) == "en"
