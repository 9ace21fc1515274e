"""The language in use: whose it is, what has no translation, and what a catalogue holds."""

import ast
import io
import threading
from pathlib import Path

import pseudo
import pytest
from babel.messages.pofile import read_po

import autograder
from autograder.checking import language, words
from autograder.checking.language import (
    ENGLISH,
    Words,
    languages,
    read_catalogue,
    say,
    speak,
    speaking,
    spoken,
)
from autograder.course.words import FAMILY

PACKAGE = Path(autograder.__file__).parent

PO = r"""
msgid ""
msgstr "Language: es\n"

msgctxt "a"
msgid "one"
msgstr "uno"

# said by a person
msgctxt "b"
msgid "one"
msgstr ""
"una línea\n"
"y \"otra\" con \\alpha"

#, fuzzy, python-brace-format
#| msgid "the two"
msgctxt "a"
msgid "two"
msgstr "dos"

msgctxt "a"
msgid "three"
msgstr ""

#~ msgctxt "a"
#~ msgid "four"
#~ msgstr "cuatro"
"""


@pytest.fixture
def translated():
    with pseudo.translated():
        yield


def test_a_catalogue_gives_what_is_translated_and_not_what_is_fuzzy_obsolete_or_empty():
    found = read_catalogue(PO)
    assert found == {("a", "one"): "uno", ("b", "one"): 'una línea\ny "otra" con \\alpha'}
    theirs = read_po(io.BytesIO(PO.encode()))
    assert found == {
        (each.context, each.id): each.string
        for each in theirs
        if each.id and each.string and not each.fuzzy
    }


def test_words_are_english_until_a_language_is_in_use(translated):
    assert words.NOT_FINITE_VALUE == "{name}{part}: the value is not finite"
    with speaking("es"):
        assert words.NOT_FINITE_VALUE == "{name}{part}: the valuñ is not finitñ"
        assert words.PLACE["everywhere"] == "everñ entrñ"
        assert FAMILY["tall"].startswith("an X of 1000 rowñ witñ nearlñ")
        with speaking(ENGLISH):
            assert words.PLACE["everywhere"] == FAMILY.english.get("", "every entry")
    assert words.PLACE["everywhere"] == "every entry"
    assert FAMILY["one_sample"] == "m = 1"


def test_a_tuple_and_a_dict_within_a_dict_are_said_as_well(translated):
    said = Words("context", {"pair": ("some fact", "a question"), "figure": {"alt": "some lines"}})
    with speaking("es"):
        assert said["pair"] == ("somñ facñ", "a questioñ")
        assert said["figure"]["alt"] == "somñ lineñ"
    assert said["pair"] == ("some fact", "a question")
    assert len(said) == len(list(said)) == 2


def test_a_message_without_a_translation_stays_english(monkeypatch):
    monkeypatch.setattr(language, "catalogue", lambda code: {("here", "one"): "uno"})
    with speaking("es"):
        assert (say("here", "one"), say("there", "one"), say("here", "two")) == (
            "uno",
            "one",
            "two",
        )


def test_a_name_that_a_module_of_words_has_not_is_an_error_in_every_language(translated):
    for code in (ENGLISH, "es"):
        with speaking(code), pytest.raises(AttributeError, match="NO_SUCH_WORDS"):
            _ = words.NO_SUCH_WORDS


def test_each_thread_has_its_own_language():
    heard = []
    with speaking("es"):
        thread = threading.Thread(target=lambda: heard.append(spoken()))
        thread.start()
        thread.join()
        heard.append(spoken())
    assert heard == [ENGLISH, "es"]


def test_a_notebook_speaks_for_its_process_and_a_graded_one_does_not():
    with speaking("es"):
        speak("pt_BR")
        assert spoken() == "es"
    assert spoken() == ENGLISH
    speak("pt_BR")
    try:
        assert spoken() == "pt_BR"
    finally:
        speak(ENGLISH)


def test_a_notebook_in_a_language_that_is_not_there_is_told_which_are():
    assert languages()[0] == ENGLISH
    autograder.language("en")
    with pytest.raises(ValueError, match=r"^language knows no 'xx'; use one of \"en\""):
        autograder.language("xx")
    assert spoken() == ENGLISH


def test_no_module_takes_words_by_name_which_would_stay_english():
    taken = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module in {f"autograder.{ring}.words" for ring in ("checking", "grading", "host")}
    ]
    assert taken == []


def at_import(node):
    """What is evaluated while a module is read: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        body = getattr(node, "body", ()) if isinstance(node, ast.FunctionDef | ast.Lambda) else ()
        if child is not body and child not in (body if isinstance(body, list) else ()):
            yield child
            yield from at_import(child)


def test_no_words_are_kept_while_a_module_is_read():
    follow = {"FIGURES", "FAMILY", "MISCONCEPTIONS"}
    kept = [
        f"{path.relative_to(PACKAGE)}: {ast.unparse(each)}"
        for path in PACKAGE.rglob("*.py")
        for each in at_import(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.Attribute | ast.Subscript)
        and isinstance(each.value, ast.Name)
        and each.value.id in {"words"} | follow
    ]
    # The gradebook holds this comment in English, whatever the student reads on the page.
    assert kept == ["grading/recorder.py: words.READ_OTHER_CELLS"]
