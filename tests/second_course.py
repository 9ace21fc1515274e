"""A course that a teacher of another subject might have: programming, tables, plots and text.

Nothing in it knows of this project. Each notebook is a list of exercises: what the student starts
from, with the solution between nbgrader's marks, and the tests.
"""
# ruff: noqa: E501, the cells are as a teacher writes them

from pathlib import Path

import nbformat
from any_course import EXAMINER
from dummy_course import marked
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAME = "week1"
CONFIG = 'c = get_config()\n\nc.CourseDirectory.course_id = "intro"\n'
CSV = (
    "city,year,people\nBraga,2011,181\nBraga,2021,193\nFaro,2011,64\nFaro,2021,67\nLagos,2021,33\n"
)
HELPERS = "def half(x):\n    return x / 2\n"

# By notebook: the setup cell, the cells that nobody locked, and the exercises.
PROGRAMMING = (
    ["%matplotlib inline\n!ls\nimport math\nfrom numpy.testing import assert_raises"],
    ["from datetime import date, timedelta\nfrom helpers import half"],
    {
        "area": (
            "def area(radius):\n    return math.pi * radius**2",
            "assert abs(area(1) - math.pi) < 1e-9",
            "assert area(0) == 0\n### BEGIN HIDDEN TESTS\nassert area(2) > 12\n### END HIDDEN TESTS",
        ),
        "answer": ("answer = 6 * 7", "assert answer == 42", "assert isinstance(answer, int)"),
        "primes": (
            "primes = [2, 3, 5, 7]\nlargest = max(primes)",
            "assert len(primes) == 4 and primes[0] == 2",
            "assert largest == primes[-1]",
        ),
        "divide": (
            "def divide(a, b):\n    if b == 0:\n        raise ValueError('b is 0')\n    return a / b",
            "assert_raises(ValueError, divide, 1, 0)",
            "try:\n    divide(1, 0)\nexcept ValueError as error:\n    assert 'b is 0' in str(error)\n"
            "else:\n    assert False",
            "assert half(divide(8, 2)) == 2",
        ),
        "count_words": (
            "def count_words(text):\n    counts = {}\n    for word in text.split():\n"
            "        counts[word] = counts.get(word, 0) + 1\n    return counts",
            "assert count_words('a b a') == {'a': 2, 'b': 1}",
            "assert count_words('') == {}",
        ),
        "add_grade": (
            "def add_grade(book, name, grade):\n    book.setdefault(name, []).append(grade)",
            "book = {}\nadd_grade(book, 'Ana', 15)\nadd_grade(book, 'Ana', 17)\n"
            "assert book == {'Ana': [15, 17]}",
        ),
        "common": (
            "def common(a, b):\n    return set(a) & set(b)",
            "assert common([1, 2, 3], [2, 3, 4]) == {2, 3}",
            "assert common('abc', 'xyz') == set()",
        ),
        "days_until": (
            "def days_until(day, today):\n    return (day - today).days",
            "assert days_until(date(2026, 12, 25), date(2026, 12, 1)) == 24",
        ),
        "next_week": (
            "def next_week(day):\n    return day + timedelta(days=7)",
            "assert next_week(date(2024, 2, 26)) == date(2024, 3, 4)",
        ),
        "roots": (
            "def roots(a, b, c):\n    import cmath\n    d = cmath.sqrt(b * b - 4 * a * c)\n"
            "    return (-b + d) / (2 * a), (-b - d) / (2 * a)",
            "assert roots(1, 0, 1) == (1j, -1j)",
        ),
        "total": (
            "def total(numbers):\n    return sum(numbers)\n\ndef mean(numbers):\n"
            "    return total(numbers) / len(numbers)",
            "assert total([1, 2, 3]) == 6",
            "saved = total\ndel total\ntry:\n    mean([1, 2])\nexcept NameError:\n    pass\n"
            "else:\n    raise AssertionError('mean does not call total')\nfinally:\n    total = saved",
        ),
        "apply_twice": (
            "def apply_twice(f, x):\n    return f(f(x))",
            "assert apply_twice(lambda x: x + 1, 1) == 3",
        ),
        "Stack": (
            "class Stack:\n    def __init__(self):\n        self.items = []\n\n"
            "    def push(self, item):\n        self.items.append(item)",
            "stack = Stack()\nstack.push(1)\nassert stack.items == [1]",
        ),
    },
)
TABLES = (
    ["import numpy as np\nimport pandas as pd\nfrom pandas.testing import assert_frame_equal"],
    ["towns = pd.read_csv('towns.csv')"],
    {
        "read": (
            "people = pd.read_csv('towns.csv')",
            "assert people.shape == (5, 3)",
            "assert list(people.columns) == ['city', 'year', 'people']",
            "assert people['people'].sum() == 538",
        ),
        "latest": (
            "def latest(table):\n    return table[table['year'] == table['year'].max()]",
            "assert len(latest(towns)) == 3",
            "assert set(latest(towns)['city']) == {'Braga', 'Faro', 'Lagos'}",
            "assert_frame_equal(latest(towns), towns[towns.year == 2021])",
        ),
        "by_city": (
            "def by_city(table):\n    return table.groupby('city')['people'].mean()",
            "means = by_city(towns)\nassert means['Faro'] == 65.5",
            "assert by_city(towns).index.tolist() == ['Braga', 'Faro', 'Lagos']",
        ),
        "wide": (
            "def wide(table):\n    return table.pivot(index='city', columns='year', values='people')",
            "assert wide(towns).loc['Braga', 2011] == 181",
            "assert np.isnan(wide(towns).loc['Lagos', 2011])",
        ),
        "add_growth": (
            "def add_growth(table):\n    table['growth'] = table['people'].diff()",
            "mine = towns.copy()\nadd_growth(mine)\nassert mine['growth'][1] == 12",
        ),
        "counts": (
            "def counts(table):\n    return table.groupby(['city', 'year']).size()",
            "assert counts(towns)[('Faro', 2011)] == 1",
        ),
        "when": (
            "def when(table):\n    return pd.to_datetime(table['year'].astype(str) + '-01-01')",
            "assert when(towns).dt.year.tolist() == towns['year'].tolist()",
            "assert when(towns)[0] == pd.Timestamp('2011-01-01')",
        ),
        "names": (
            "def names(table):\n    return table['city'].to_numpy()",
            "assert names(towns)[0] == 'Braga'",
        ),
        "normalise": (
            "def normalise(x):\n    return (x - x.mean()) / x.std()",
            "np.testing.assert_allclose(normalise(np.array([1.0, 2.0, 3.0])).mean(), 0, atol=1e-12)",
            "np.testing.assert_allclose(normalise(np.arange(5.0)).std(), 1)",
        ),
        "grid": (
            "grid = np.arange(6).reshape(2, 3)",
            "assert grid.shape == (2, 3)",
            "np.testing.assert_array_equal(grid.T[0], [0, 3])",
        ),
        "biggest": (
            "biggest = towns.loc[towns['people'].idxmax(), 'city']",
            "assert biggest == 'Braga'",
        ),
    },
)
TEXT = (
    [
        "import re\nimport matplotlib.pyplot as plt\nimport numpy as np\nTEXT = 'To be, or not to be'"
    ],
    ["words = re.findall(r'\\w+', TEXT.lower())"],
    {
        "initials": (
            "def initials(name):\n    return ''.join(part[0] for part in name.split())",
            "assert initials('Ada Byron') == 'AB'",
            "assert initials('') == ''",
        ),
        "is_palindrome": (
            "def is_palindrome(word):\n    return word == word[::-1]",
            "assert is_palindrome('level')",
            "score = 0\nfor word, right in [('noon', True), ('moon', False), ('', True)]:\n"
            "    if is_palindrome(word) == right:\n        score += 1\nscore",
        ),
        "caesar": (
            "def caesar(text, by):\n"
            "    return ''.join(chr((ord(c) - 97 + by) % 26 + 97) for c in text)",
            "assert caesar('abc', 1) == 'bcd'",
            "print('shifted by 25:', caesar('abc', 25))\nassert caesar(caesar('xyz', 3), -3) == 'xyz'",
        ),
        "packed": (
            "def packed(text):\n    return text.encode('utf-8')",
            "assert packed('é') == b'\\xc3\\xa9'",
        ),
        "longest": (
            "longest = max(words, key=len)",
            "assert longest == 'not'",
            "assert longest in words",
        ),
        "unique": (
            "unique = frozenset(words)",
            "assert unique == {'to', 'be', 'or', 'not'}",
        ),
        "heights": (
            "def heights(text):\n    letters = sorted(set(text))\n"
            "    return letters, [text.count(c) for c in letters]",
            "letters, numbers = heights('banana')\nassert letters == ['a', 'b', 'n']",
            "assert heights('banana')[1] == [3, 1, 2]",
        ),
        "sine": (
            "def sine(n):\n    x = np.linspace(0, 2 * np.pi, n)\n    plt.plot(x, np.sin(x))\n"
            "    return x, np.sin(x)",
            "x, y = sine(5)\nassert len(x) == 5 and abs(y).max() <= 1",
            "sine(7)\nassert len(plt.gca().lines) == 1",
        ),
        "bars": (
            "fig, ax = plt.subplots()\nax.bar(['a', 'b'], [1, 2])\nax.set_title('Letters')\n"
            "title = ax.get_title()",
            "assert title == 'Letters'",
            "assert len(ax.patches) == 2",
        ),
        "hello": (
            "def hello(name):\n    print('Hello,', name)",
            "import contextlib, io\nsaid = io.StringIO()\nwith contextlib.redirect_stdout(said):\n"
            "    hello('Ana')\nassert said.getvalue() == 'Hello, Ana\\n'",
        ),
        "vowels": (
            "vowels = {letter: TEXT.lower().count(letter) for letter in 'aeiou'}",
            "assert vowels['o'] == 4",
            "assert sum(vowels.values()) == 6",
        ),
    },
)
NOTEBOOKS = {"programming": PROGRAMMING, "tables": TABLES, "text and plots": TEXT}


def make(root: Path, inside: frozenset[str] = frozenset()) -> Path:
    """Write the course into a folder. inside: the tests that have the tag."""
    folder = root / "source" / NAME
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG + EXAMINER)
    (folder / "towns.csv").write_text(CSV)
    (folder / "helpers.py").write_text(HELPERS)
    for name, parts in NOTEBOOKS.items():
        nbformat.write(_notebook(name, *parts, inside), folder / f"{name}.ipynb")
    return root


def titles() -> list[str]:
    """The titles of all tests, as `doctor` names them."""
    return [
        f"{NAME}/{notebook}, {name}-{number}"
        for notebook, (_, _, exercises) in NOTEBOOKS.items()
        for name, (_, *cells) in exercises.items()
        for number in range(1, len(cells) + 1)
    ]


def answers(notebook: str) -> dict[str, str]:
    """The solutions of a notebook, by grade id."""
    return {name: parts[0] for name, parts in NOTEBOOKS[notebook][2].items()}


def _notebook(title, setups, examples, exercises, inside):
    cells = [new_markdown_cell(f"# {title.capitalize()}")]
    cells += [marked(f"setup-{n}", text, locked=True) for n, text in enumerate(setups)]
    cells += map(new_code_cell, examples)
    for name, (solution, *texts) in exercises.items():
        cells.append(
            marked(name, f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION", solution=True)
        )
        for number, text in enumerate(texts, 1):
            points = 3 if text.endswith("\nscore") else 1
            test = marked(f"{name}-{number}", text, points=points)
            test.metadata["tags"] = ["inside"] if f"{name}-{number}" in inside else []
            cells.append(test)
    return new_notebook(cells=cells)
