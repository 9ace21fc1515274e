"""What a cell puts out, as JupyterLab shows and saves it: progress bars, updates, a bound."""

import json
import random
import sys
from textwrap import dedent

import pytest

from autograder.sandbox.inside.shown import CUT, FRAME, MAX_OUTPUT, Outputs, Text

LARGE = 2**20


def printed(*texts):
    """What is left of texts that one stream has written, one after another."""
    outputs = Outputs()
    for text in texts:
        outputs.write("stdout", text)
    (output,) = json.loads(outputs.as_json())
    return output["text"]


def display(text):
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def data(outputs):
    """The text of each output."""
    found = json.loads(outputs.as_json())
    return [each["text"] if "text" in each else each["data"]["text/plain"] for each in found]


# ---- carriage returns ----


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\r 50%\r100%", "100%"),
        ("\r 50%\r100%\n", "100%\n"),
        ("a longer line\rshort", "shortger line"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("one\r\r\r\ntwo", "one\ntwo"),
        ("one\ntwo\rT", "one\nTwo"),
        ("abc\rX\nY", "Xbc\nY"),
        ("abc\b\bX", "aX"),
        ("abc\r\bX", "Xbc"),
        ("ab\n\bX", "ab\nX"),
        ("abc\rXY\bZ", "XZ"),
        ("\r\b\n", "\n"),
        ("\x1b[31mred\x1b[0m\rX", "X[31mred\x1b[0m"),
        ("λ∂\r∇", "∇∂"),
    ],
)
def test_what_is_written_over_is_gone_as_in_jupyterlab(written, left):
    assert printed(written) == left
    assert printed(*written) == left


def as_jupyterlab(text):
    """What its `processText` makes of a text."""
    shown, place = "", 0
    for sign in text:
        if sign == "\b":
            if place > 0 and shown[place - 1] != "\n":
                shown = shown[: place - 1] + shown[place:]
                place -= 1
        elif sign == "\r":
            place = shown.rfind("\n", 0, place) + 1
        elif sign == "\n":
            shown += sign
            place = len(shown)
        else:
            shown = shown[:place] + sign + shown[place + 1 :]
            place += 1
    return shown


def test_any_text_is_what_jupyterlab_makes_of_it_however_it_is_cut_into_pieces():
    draw = random.Random(1)
    for _ in range(2000):
        text = "".join(draw.choices("ab\r\b\n∂", k=draw.randrange(30)))
        cut = draw.randrange(len(text) + 1)
        stream = Text("stdout")
        assert stream.write(text[:cut], LARGE)
        assert stream.write(text[cut:], LARGE)
        assert stream.as_output()["text"] == as_jupyterlab(text), text
        assert stream.size == len(as_jupyterlab(text))


def test_a_line_is_the_streams_own():
    outputs = Outputs()
    for name, text in (("stdout", "abc"), ("stderr", "def"), ("stderr", "\rX"), ("stdout", "\rY")):
        outputs.write(name, text)
    assert data(outputs) == ["abc", "Xef", "Y"]


@pytest.mark.parametrize(
    "text",
    [
        "\r" * 2 * LARGE,
        "x\r" * LARGE,
        "y" * LARGE + "\r" + "x\b" * LARGE,
        "\r\n" * 2000 + "\b" * LARGE,
    ],
    ids=["returns", "one column", "in a long line", "backspaces"],
)
def test_two_megabytes_of_returns_take_no_longer_than_as_much_text(text):
    # Were the work quadratic, it would take hours.
    assert len(printed(text)) <= LARGE


# ---- the bound ----


def test_a_bar_of_a_hundred_thousand_updates_is_one_line():
    outputs = Outputs()
    for number in range(100_001):
        outputs.write("stderr", f"\r{number / 1000:3.0f}%|{'█' * (number // 2000):50}| {number}")
    outputs.write("stdout", "done")
    assert data(outputs) == [f"100%|{'█' * 50}| 100000", "done"]


def test_text_beyond_the_bound_is_cut_and_nothing_comes_after_it():
    outputs = Outputs()
    for _ in range(5):
        outputs.write("stdout", "x" * (MAX_OUTPUT // 2) + "\n")
    outputs.write("stdout", "\rmore")
    outputs.add(display("more"))
    text, cut = data(outputs)
    assert cut == CUT
    assert MAX_OUTPUT // 2 < len(text) <= MAX_OUTPUT
    outputs.clear(wait=False)
    outputs.write("stdout", "again")
    assert data(outputs) == ["again"]


def test_streams_that_take_turns_are_bounded_too():
    outputs = Outputs()
    for _ in range(MAX_OUTPUT // FRAME):
        outputs.write("stdout", "x")
        outputs.write("stderr", "x")
    assert len(data(outputs)) <= MAX_OUTPUT // FRAME + 1
    assert data(outputs)[-1] == CUT


def test_signs_of_other_scripts_take_no_message_that_is_too_long():
    outputs = Outputs()
    for _ in range(30):
        outputs.write("stdout", "😀\ud800" * 50_000)
    assert len(outputs.as_json().encode()) < 4.5 * MAX_OUTPUT
    assert data(outputs)[0].startswith("😀?😀?")


# ---- displays ----


def test_an_update_takes_the_place_of_what_it_updates_and_counts_once():
    outputs = Outputs()
    outputs.add(display("0%"), "bar")
    outputs.write("stdout", "between")
    for number in range(300):
        outputs.update(display(f"{number}%" + "x" * 10_000), "bar")
    outputs.update(display("100%"), "bar")
    assert data(outputs) == ["100%", "between"]
    outputs.add(display("100%"), "bar")
    outputs.update(display("done"), "bar")
    assert data(outputs) == ["done", "between", "done"]


def test_updates_are_bounded_as_displays_are():
    outputs = Outputs()
    for _ in range(100):
        outputs.add(display("x"), "bar")
    outputs.update(display("x" * (MAX_OUTPUT // 50)), "bar")
    assert data(outputs) == ["x"] * 100 + [CUT]
    outputs.update(display("y"), "bar")
    assert data(outputs)[0] == "x"


def test_an_update_of_what_this_cell_has_not_shown_is_shown_here():
    outputs = Outputs()
    outputs.update(display("1"), "bar")
    outputs.update(display("2"), "bar")
    assert data(outputs) == ["2"]


def test_clearing_waits_for_the_next_output_where_it_is_told_to():
    outputs = Outputs()
    outputs.add(display("1"), "bar")
    outputs.clear(wait=True)
    assert data(outputs) == ["1"]
    outputs.update(display("2"), "bar")
    outputs.write("stdout", "x")
    assert data(outputs) == ["2", "x"]
    outputs.clear(wait=True)
    outputs.write("stdout", "y")
    assert data(outputs) == ["y"]
    outputs.clear(wait=False)
    assert data(outputs) == []


# ---- in a jail ----

SHOWN = {
    """
    import sys
    for i in range(101):
        print(f"\\r{i}%", end="", file=sys.stderr)
    """: "100%",
    """
    from IPython.display import display
    bar = display("0%", display_id=True)
    for i in range(101):
        bar.update(f"{i}%")
    """: "'100%'",
    """
    from IPython.display import display, update_display
    display(0, display_id="bar")
    for i in range(101):
        update_display(i, display_id="bar")
    """: "100",
    """
    from IPython.display import clear_output
    for i in range(101):
        clear_output(wait=True)
        print(i)
    """: "100\n",
    """
    from IPython.display import clear_output
    print("gone")
    clear_output()
    print("kept")
    clear_output(wait=True)
    """: "kept\n",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the jail is built from what Linux offers")
def test_each_kind_of_progress_bar_leaves_its_last_state(warm):
    for source, left in SHOWN.items():
        with warm.jail({}) as jail:
            succeeded, found = jail.run(dedent(source), 20)
        assert succeeded
        (output,) = json.loads(found)
        assert (output.get("text") or output["data"]["text/plain"]) == left, source
