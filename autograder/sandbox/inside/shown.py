"""What a cell has put out so far, as JupyterLab would show and save it, up to a bound."""

import json
import re

# Text and pictures of one cell beyond this are cut off, with a word that says so.
MAX_OUTPUT = 2 * 2**20
CUT = "\n… the rest of the output of this cell was cut off\n"

# What each piece of a stream takes besides its text.
FRAME = 60

PIECE = re.compile(r"\r+|[\n\b]|[^\n\r\b]+")


class Text:
    r"""The text of a stream, of which a progress bar leaves its last state.

    As in JupyterLab, "\r" goes back to the start of the line, where what follows takes the place of
    what is there, "\b" takes off the character before it, and "\n" ends the line as a whole. The
    work is linear in what is written: a character is moved once for each time that it is written.
    """

    def __init__(self, name: str):
        self.name, self.size = name, 0
        self._ended: list[str] = []
        # The line that is written to, before and behind the place of the next character; in both
        # the nearest one comes last.
        self._before: list[str] = []
        self._behind: list[str] = []

    def write(self, text: str, room: int) -> bool:
        """Take text as far as it makes the whole longer by at most `room`; return whether it fits.

        What takes the place of other text makes it no longer.
        """
        most = self.size + room
        for piece in PIECE.finditer(text):
            kind, length = text[piece.start()], piece.end() - piece.start()
            if kind == "\r":
                self._behind += reversed(self._before)
                self._before.clear()
            elif kind == "\b":
                self.size -= bool(self._before)
                del self._before[-1:]
            else:
                grown = length if kind == "\n" else max(0, length - len(self._behind))
                if self.size + grown > most:
                    return False
                self.size += grown
                if kind == "\n":
                    self._ended.append(self._line() + "\n")
                    self._before.clear()
                    self._behind.clear()
                else:
                    del self._behind[-length:]
                    self._before += piece[0]
        return True

    def as_output(self) -> dict:
        """The stream as nbformat has it."""
        text = "".join(self._ended) + self._line()
        return {"output_type": "stream", "name": self.name, "text": text}

    def _line(self) -> str:
        return "".join(self._before) + "".join(reversed(self._behind))


class Outputs:
    """The outputs of one cell, as nbformat has them, up to a bound."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the outputs of the cell before."""
        self._list: list[Text | dict] = []
        self._size, self._full, self._cleared = 0, False, False
        # Of the displays that have a name: where they are, and how large they are.
        self._places: dict[str, list[int]] = {}
        self._sizes: dict[str, int] = {}

    def add(self, output: dict, display: str | None = None) -> None:
        """Take one more output, or say once that it was too much.

        display: the name of a display that may be updated.
        """
        self._begin()
        size = _size(output)
        if not self._takes(size):
            return
        if display is not None:
            self._places.setdefault(display, []).append(len(self._list))
            self._sizes[display] = size
        self._list.append(output)

    def update(self, output: dict, display: str | None) -> None:
        """Put an output in the place of the displays of this name; where there are none, add it."""
        places = None if display is None else self._places.get(display)
        if self._cleared or display is None or places is None:
            self.add(output, display)
            return
        size = _size(output)
        if self._takes((size - self._sizes[display]) * len(places)):
            self._sizes[display] = size
            for place in places:
                self._list[place] = output

    def write(self, name: str, text: str) -> None:
        """Take text of a stream, joined to what it wrote last."""
        self._begin()
        last = self._list[-1] if self._list else None
        if type(last) is not Text or last.name != name:
            last = Text(name)
            if not self._takes(FRAME):
                return
            self._list.append(last)
        if self._full:
            return
        before = last.size
        fits = last.write(text, MAX_OUTPUT - self._size)
        self._size += last.size - before
        if not fits:
            self._cut()

    def clear(self, wait: bool) -> None:
        """Forget the outputs so far. wait: until the next one comes."""
        if wait:
            self._cleared = True
        else:
            self.reset()

    def as_json(self) -> str:
        """The outputs as nbformat has them."""
        outputs = [each.as_output() if type(each) is Text else each for each in self._list]
        # Escapes would take twelve characters for an emoji, and make a message too long to be sent.
        text = json.dumps(outputs, default=str, ensure_ascii=False)
        return text.encode(errors="replace").decode()

    def _begin(self) -> None:
        if self._cleared:
            self.reset()

    def _takes(self, size: int) -> bool:
        """Whether so much more may come; where it may not, nothing may from now on."""
        if self._full:
            return False
        if self._size + size > MAX_OUTPUT:
            self._cut()
            return False
        self._size += size
        return True

    def _cut(self) -> None:
        self._full = True
        self._list.append({"output_type": "stream", "name": "stderr", "text": CUT})


def _size(output: dict) -> int:
    return len(json.dumps(output, default=str))
