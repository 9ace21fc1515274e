"""Catalogues: which messages there are, what an update does with them, what a fault is."""

import ast
import shutil

import nbformat
import pytest
from pseudo import pseudo
from students import ROOT

from autograder.__main__ import main
from autograder.catalogues import update as updating
from autograder.catalogues.derivations import derivations
from autograder.catalogues.faults import faults
from autograder.catalogues.messages import Message, messages
from autograder.catalogues.update import left, read, update
from autograder.checking.language import OFFERED, PACKAGE, languages, speaking
from autograder.course.derivations import unseal
from autograder.grading import CourseError
from autograder.grading.source import catalogues
from autograder.grading.translation import has_words
from autograder.host import edition
from autograder.host.course_folder import CONFIG, CourseFolder
from autograder.host.edition import student_edition


@pytest.fixture(scope="module")
def course():
    return CourseFolder(ROOT)


@pytest.fixture(scope="module")
def found(course):
    return messages(course)


# ---- completeness ----


def gaps(course, offered):
    """What is left to do in the languages on the list."""
    return [
        f"{each.path}: {sentence}"
        for language in offered
        for each in left(course, language)
        for sentence in each.sentences
    ]


def test_every_language_on_the_list_is_complete(course):
    assert gaps(course, OFFERED) == []
    assert set(OFFERED) <= set(languages())
    assert len(gaps(course, ["xx"])) == sum(map(len, messages(course).values()))


def test_sealed_derivations_are_those_of_the_languages_on_the_list():
    there = set(PACKAGE.glob("course/*/*.*.sealed"))
    translated = derivations()
    assert there == set(translated)
    for place, text in translated.items():
        assert unseal(place.read_text()) == text, "run python -m autograder release"


def test_no_catalogue_holds_the_translation_of_no_message(found):
    """A catalogue that lies elsewhere is read by nobody."""
    catalogues = {path.parent for path in (*PACKAGE.rglob("*.po"), *ROOT.glob("source/*/*.po"))}
    assert catalogues <= set(found)


# ---- messages ----


@pytest.mark.parametrize(
    ("folder", "context", "text"),
    [
        ("source/01-softmax", "title", "# 01 · The softmax and its derivative"),
        ("source/01-softmax", "written", "*Replace this line with your answer.*"),
        ("source/01-softmax", "flower", "setosa, versicolor, virginica"),
        ("autograder/checking", "checking.words.PLACE.everywhere", "every entry"),
        ("autograder/course", "course.words.wide", "an X with fewer rows than columns"),
        ("autograder/course", "axes", "(classes − 1) × features"),
        ("autograder/course", "claim", "their probability of setosa"),
        ("autograder/course", "claim", "the next order, t³"),
        ("autograder/course", "claim", "n is rounded"),
        ("autograder/course", "claim", "after {n:,} steps L is still above it"),
        ("autograder/course", "claim", "rounding of sums of 150 terms"),
        ("autograder/course/hessian", "curvature_along", "dK×dK, K×K or m×d×K"),
        (
            "autograder/course/explanations",
            "course.explanations.counts-rows",
            "rows are counted: m ≥ d.",
        ),
        ("autograder/course/softmax", "course.softmax.captions.simplex.corner", "class {k}"),
        ("autograder/grading", "grading.words.AGAIN", "then hand it in again"),
        ("autograder/host", "host.words.POINTS", "Points"),
        ("autograder/host", "student.md.j2", "## Hand in"),
    ],
)
def test_whatever_a_student_reads_is_a_message(found, folder, context, text):
    assert Message(context, text) in found[ROOT / folder]


def test_docstrings_hints_and_derivations_are_messages(found):
    texts = {
        folder: "\n".join(each.text for each in found[ROOT / folder])
        for folder in ("source/01-softmax", "autograder/course/softmax", "autograder/key/softmax")
    }
    assert "Return the softmax of the logits z" in texts["source/01-softmax"]
    assert "do your numbers sum to 1" in texts["autograder/course/softmax"]
    assert "small probabilities are lost" in texts["autograder/course/softmax"]
    assert "| quotient rule |" in texts["autograder/key/softmax"]


def written_elsewhere(code):
    """The claims whose words, or the reason of whose tolerance, no catalogue can hold."""
    tree = ast.parse(code)
    plain = {
        ast.unparse(node.targets[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Dict)
        and all(isinstance(each, ast.Constant) for each in node.value.values)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "claim":
            texts = [call.args[0], *call.args[5:]]
            texts += [each.value for each in call.keywords if each.arg == "reason"]
            given = {ast.unparse(each.value) for each in call.keywords if each.arg is None}
            if not (all(isinstance(each, ast.Constant) for each in texts) and given <= plain):
                yield ast.unparse(call)


@pytest.mark.parametrize("path", sorted(ROOT.glob("source/*/*.ipynb")), ids=lambda path: path.stem)
def test_what_a_claim_says_is_written_where_it_is_called(path):
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert code.count("claim(") > 5
    assert list(written_elsewhere(code)) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("claim('after {n} steps', 1, 1, n=n)", 0),
        ("claim(f'after {n} steps', 1, 1)", 1),
        ("claim(said, 1, 1)", 1),
        ("claim('S 1 = 0', 1, 1, '=', 1, 'rounding')", 0),
        ("claim('S 1 = 0', 1, 1, '=', 1, because)", 1),
        ("claim('S 1 = 0', 1, 1, tolerance=1, reason=because)", 1),
        ("central = {'tolerance': 1, 'reason': 'h²'}\nclaim('S 1 = 0', 1, 1, **central)", 0),
        ("central = {'tolerance': 1, 'reason': because}\nclaim('S 1 = 0', 1, 1, **central)", 1),
        ("claim('S 1 = 0', 1, 1, **central)", 1),
    ],
)
def test_a_claim_whose_words_come_from_elsewhere_is_found(code, found):
    assert len(list(written_elsewhere(code))) == found


def test_each_message_is_listed_once_and_has_words(found):
    for folder, wanted in found.items():
        assert len(set(wanted)) == len(wanted), folder
        assert all(has_words(message.text) for message in wanted)


def test_no_message_holds_what_students_must_not_see(found):
    for message in (each for folder, wanted in found.items() for each in wanted
                    if folder.parent.name == "source"):  # fmt: skip
        assert "Model answer" not in message.text
        assert "autograder.key" not in message.text


# ---- an update ----


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A course folder with the messages that a test gives it."""
    shutil.copy(ROOT / CONFIG, tmp_path)
    wanted = [
        Message("a", "The loss is a sum over all samples."),
        Message("a", "Raise one logit and hold the others fixed."),
        Message("b", "What is the slope of the loss here?"),
    ]
    monkeypatch.setattr(updating, "messages", lambda course: {tmp_path: wanted})
    return CourseFolder(tmp_path), wanted, tmp_path / "es.po"


def told(course):
    lines = []
    update(course, "es", lines.append)
    return lines


def translate(path, message, text, fuzzy=False):
    catalogue = read(path)
    entry = catalogue.get(message.text, message.context)
    entry.string = text
    entry.flags = {"fuzzy"} if fuzzy else set()
    updating.write(path, catalogue, "es")


def test_a_language_begins_with_empty_translations(small):
    course, _, path = small
    last = told(course)[-1].split()
    assert last[:3] == ["3", "23", "3"]
    assert last[3].endswith("es.po")
    assert path.read_text().count('msgstr ""') == 4  # the header's too
    assert '"Language: es\\n"' in path.read_text()


def test_an_update_keeps_what_is_translated_and_writes_the_same_bytes(small):
    course, wanted, path = small
    told(course)
    translate(path, wanted[0], "La pérdida es una suma sobre todas las instancias.")
    told(course)
    before = path.read_bytes()
    assert told(course)[-1].split()[2] == "2"
    assert path.read_bytes() == before


def test_what_has_changed_becomes_fuzzy_and_what_is_gone_obsolete(small):
    course, wanted, path = small
    told(course)
    for message in wanted:
        translate(path, message, pseudo(message.text))
    assert told(course)[-1].split()[2] == "0"
    wanted[0] = Message("a", "The loss is a mean over all samples.")
    del wanted[2]
    lines = told(course)
    (entry,) = [each for each in read(path) if each.fuzzy]
    assert (entry.id, entry.string) == (
        wanted[0].text,
        pseudo("The loss is a sum over all samples."),
    )
    assert '#~ msgid "What is the slope of the loss here?"' in path.read_text()
    assert [line for line in lines if "fuzzy" in line] == [lines[0]]
    assert (
        "a, 'The loss is a mean over all samples.': fuzzy, proposed from another English"
        in lines[0]
    )


def test_the_same_english_in_another_context_keeps_its_translation(small):
    course, wanted, path = small
    told(course)
    for message in wanted:
        translate(path, message, pseudo(message.text))
    wanted[:] = [Message("moved", message.text) for message in wanted]
    assert told(course)[-1].split()[2] == "0"
    assert [each.string for each in read(path) if each.id] == [pseudo(each.text) for each in wanted]


def test_what_was_gone_comes_back_with_its_translation(small):
    course, wanted, path = small
    told(course)
    for message in wanted:
        translate(path, message, pseudo(message.text))
    before = path.read_bytes()
    gone = wanted.pop()
    told(course)
    wanted.append(gone)
    told(course)
    assert path.read_bytes() == before


def test_a_person_chooses_between_two_translations_of_the_same_english(small):
    course, wanted, path = small
    wanted.append(Message("c", wanted[2].text))
    told(course)
    translate(path, wanted[2], pseudo(wanted[2].text))
    translate(path, wanted[3], pseudo(wanted[3].text).upper())
    wanted.append(Message("d", wanted[2].text))
    (line,) = [line for line in told(course) if "fuzzy" in line]
    assert "d, 'What is the slope of the loss here?'" in line


def test_left_tells_what_is_missing_fuzzy_stale_or_faulty(small):
    course, wanted, path = small
    told(course)
    translate(path, wanted[0], pseudo(wanted[0].text), fuzzy=True)
    translate(path, wanted[1], "Sube un logit")
    gone = wanted.pop()
    (there,) = left(course, "es")
    assert [sentence.partition(": ")[2] for sentence in there.sentences] == [
        'fuzzy, proposed from another English text: correct it and delete "#, fuzzy"',
        "has 13 characters in place of 42",
        "stale, no message any more",
    ]
    wanted.append(gone)
    assert "not translated" in left(course, "es")[0].sentences[-1]


@pytest.mark.parametrize("name", ["en", "Spanish", "../es", "pt-BR"])
def test_what_is_no_name_of_a_language_is_refused(name, capsys):
    assert main(["translate", name, "--root", str(ROOT)]) == 1
    assert capsys.readouterr().err == (
        f"error: {name} is no language to translate into; write es, or pt_BR\n"
    )


def test_a_file_that_is_no_catalogue_is_named(tmp_path):
    (tmp_path / "es.po").write_text('msgid "one"\nmsgstr "un\\o"\n')
    with pytest.raises(CourseError, match=r"/es\.po is no catalogue: correct it with an editor"):
        catalogues(tmp_path)


def test_only_a_language_on_the_list_leaves_or_that_of_the_edition(tmp_path, monkeypatch):
    for name in ("checking/es.po", "course/fr.po"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr(edition, "PACKAGE", tmp_path)
    monkeypatch.setattr(edition, "OFFERED", ())

    def leaving():
        return [path.name for path in student_edition() if path.suffix == ".po"]

    assert leaving() == []
    with speaking("fr"):
        assert leaving() == ["fr.po"]
    monkeypatch.setattr(edition, "OFFERED", ("es",))
    assert leaving() == ["es.po"]


# ---- faults ----

RIGHT = "The **sum** of $a + b$ is `x`, see [here](https://a.org/b), 3 of {total} for <b>all</b>."
SAID = "La **suma** de $a + b$ es `x`, ver [aquí](https://a.org/b), 3 de {total} para <b>todo</b>."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("$a + b$", "$a - b$", "lacks formula $a + b$"),
        ("$a + b$", "$a - b$", "adds formula $a - b$"),
        ("`x`", "x", "lacks code `x`"),
        ("a.org/b", "a.org/c", "adds link ](https://a.org/c)"),
        (" 3 ", " 4 ", "lacks number 3"),
        ("{total}", "{todos}", "lacks placeholder {total}"),
        ("</b>", "", "lacks tag </b>"),
        ("**suma**", "*suma*", "lacks mark **"),
        ("La ", "# La ", "begins with '# La', not with 'The '"),
        (" para <b>todo</b>.", " para <b>todo</b>. ", "begins or ends with other spaces"),
        ("todo", "todo " * 40, "characters in place of"),
    ],
)
def test_a_translation_that_changes_more_than_words_is_at_fault(old, new, fault):
    message = Message("cell", RIGHT)
    assert faults(message, SAID) == []
    assert SAID.count(old) >= 1
    assert fault in " | ".join(faults(message, SAID.replace(old, new)))


def test_a_translation_may_be_half_or_twice_as_long_and_short_words_may_differ_more():
    message = Message("cell", "x" * 90)
    assert faults(message, "x" * 40) == faults(message, "x" * 190) == []
    assert faults(message, "x" * 39) == ["has 39 characters in place of 90"]
    assert faults(message, "x" * 191) == ["has 191 characters in place of 90"]
    assert faults(Message("cell", "row"), "fila de X") == []


def test_in_a_formula_the_text_may_change_and_nothing_else():
    message = Message("c", r"$$x > 0 \text{ for every } x_2 \ne y$$")
    assert faults(message, r"$$x > 0 \text{ para todo } x_2 \ne y$$") == []
    for wrong in (r"$$x < 0 \text{ para todo } x_2 \ne y$$", r"$$x > 0 \ x_2 \ne y, para todo$$"):
        assert [fault.split(" formula")[0] for fault in faults(message, wrong)] == ["lacks", "adds"]


def test_formulas_may_change_their_order():
    assert faults(Message("c", "the $a$ of $b$, by 1 and 2"), "2 y 1: el de $b$, $a$") == []


def test_the_label_of_a_fact_is_no_wider_than_its_column():
    message = Message("checking.words.FACT.expected", "expected")
    assert faults(message, "esperado") == []
    assert faults(message, "lo esperado ya") == ["is a label of 11 characters at most"]
    message = Message("checking.words.FACT.line", "line {line}")
    assert faults(message, "línea {line}") == []
    assert faults(message, "la línea {line}") == ["is a label of 11 characters at most"]
