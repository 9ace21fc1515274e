r"""TeX macros of one page: what one formula defines holds in all that follow, as in a notebook.

Formulas are a student's. `\newcommand{\a}{\a\a}` has no end, and thirty macros of which each names
the last one twice make gigabytes, so the characters that are read on the way are counted.
"""

import re

# Of one formula, and of all formulas of a page that use or define macros, in characters: those of
# the formula, of each body that takes the place of a macro, and of each argument that is put in.
MOST_READ = 50_000
MOST_READ_ON_A_PAGE = 300_000

# What a page shows of formulas: their characters, and for each as much again as a short one has. A
# notebook of the course has a quarter of it.
MOST_SHOWN_ON_A_PAGE, PER_FORMULA = 30_000, 10
MORE_FORMULAS = "(this and all later formulas as they were written: too many for one page)"

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|%[^\n]*\n?|.", re.DOTALL)
DEFINITIONS = frozenset(
    rf"\{name}"
    for name in "newcommand renewcommand providecommand DeclareMathOperator def newenvironment "
    "renewenvironment".split()
)


class MacroError(ValueError):
    """Raised where a definition or a macro can't be read, or takes more than its bound."""


class TooManyFormulas(MacroError):
    """Raised for each formula beyond what a page shows; the first one says so, once on a page."""


class Macros:
    """The macros that the formulas of a page have defined so far."""

    def __init__(self) -> None:
        self._known: dict[str, Macro] = {}
        self._room, self._shown = MOST_READ_ON_A_PAGE, MOST_SHOWN_ON_A_PAGE

    def expand(self, latex: str) -> str:
        """Return a formula without definitions, its macros replaced by what they stand for.

        What it defines is known from now on. Raises MacroError.
        """
        tokens = TOKEN.findall(latex)
        if not any(token in self._known or token in DEFINITIONS for token in tokens):
            return latex
        source = _Tokens(tokens, min(MOST_READ, self._room))
        try:
            return _joined(self._expanded(source))
        finally:
            self._room -= source.read

    def show(self, latex: str) -> None:
        """Count a formula that the page is to show; raises TooManyFormulas."""
        is_first = self._shown >= 0
        self._shown -= len(latex) + PER_FORMULA
        if self._shown < 0:
            raise TooManyFormulas(MORE_FORMULAS if is_first else "")

    def _expanded(self, source: "_Tokens") -> list[str]:
        expanded: list[str] = []
        while source:
            token = source.next()
            if token in DEFINITIONS:
                self._define(token, source)
            elif token in self._known:
                body = self._known[token].body(source)
                # As MathJax has it, an exponent or index is all that the macro stands for.
                source.put(["{", *body, "}"] if expanded[-1:] in (["^"], ["_"]) else body)
            else:
                expanded.append(token)
        return expanded

    def _define(self, command: str, source: "_Tokens") -> None:
        if command.endswith("environment"):
            raise MacroError("environments can't be defined")
        starred = source.skip("*")
        name = _name(source.next_visible() if command == r"\def" else _joined(source.argument()))
        count, default = 0, None
        if command == r"\DeclareMathOperator":
            operator = r"\operatorname*" if starred else r"\operatorname"
            body = [operator, "{", *source.argument(), "}"]
        elif command == r"\def":
            while (token := source.next_visible()) != "{":
                count += 1
                if token != "#" or source.next() != str(count):
                    raise MacroError(f"{name} has arguments between other signs")
            source.put(["{"])
            body = source.argument()
        else:
            number = source.optional()
            count = _count(_joined(number)) if number is not None else 0
            default = source.optional() if count else None
            body = source.argument()
        if command != r"\providecommand" or name not in self._known:
            self._known[name] = Macro(count, default, body)


class Macro:
    """What a name stands for: tokens, with `#` and a digit where an argument comes.

    default: of the first argument, which then is optional.
    """

    def __init__(self, count: int, default: list[str] | None, tokens: list[str]):
        self._count, self._default, self._tokens = count, default, tokens

    def body(self, source: "_Tokens") -> list[str]:
        """The tokens with the arguments that follow in the source."""
        arguments = []
        if self._default is not None:
            given = source.optional()
            arguments.append(self._default if given is None else given)
        while len(arguments) < self._count:
            arguments.append(source.argument())
        source.count(self._tokens)  # though a body may end in nothing
        body, tokens = [], iter(self._tokens)
        for token in tokens:
            if token != "#":
                body.append(token)
                continue
            following = next(tokens, "")
            if following.isascii() and following.isdigit() and 0 < int(following) <= self._count:
                argument = arguments[int(following) - 1]
                source.count(argument)  # before it is there: a body may put it in a thousand times
                body += argument
            elif following == "#":
                body.append("#")
            else:
                raise MacroError("a # that stands for no argument")
        return body


class _Tokens:
    """The tokens that are still to be read, the next one last, of which so many may be."""

    def __init__(self, tokens: list[str], most: int):
        self._rest: list[str] = []
        self._most, self.read = most, 0
        self.put(tokens)

    def __bool__(self) -> bool:
        return bool(self._rest)

    def count(self, tokens: list[str]) -> None:
        self.read += sum(map(len, tokens))
        if self.read > self._most:
            raise MacroError("its macros have no end, or a very late one")

    def put(self, tokens: list[str]) -> None:
        """Let these be read next."""
        self.count(tokens)
        self._rest += tokens[::-1]

    def next(self) -> str:
        if not self._rest:
            raise MacroError("it ends within a definition or an argument")
        return self._rest.pop()

    def next_visible(self) -> str:
        """The next token that is neither space nor comment."""
        while (token := self.next()).isspace() or token.startswith("%"):
            pass
        return token

    def skip(self, sign: str) -> bool:
        """Leave out a sign where it comes next."""
        if found := self._rest[-1:] == [sign]:
            self._rest.pop()
        return found

    def argument(self) -> list[str]:
        """The tokens of the next group without its braces, or one token alone."""
        token = self.next_visible()
        if token == "}":
            raise MacroError("an argument is missing")
        return self._until("}") if token == "{" else [token]

    def optional(self) -> list[str] | None:
        """The tokens between the brackets that come next, None where none do."""
        if not self._rest:
            return None
        token = self.next_visible()
        if token == "[":
            return self._until("]")
        self._rest.append(token)
        return None

    def _until(self, end: str) -> list[str]:
        found, depth = [], 0
        while (token := self.next()) != end or depth:
            depth += (token == "{") - (token == "}")
            found.append(token)
        return found


def _name(text: str) -> str:
    name = text.strip()
    if not name.startswith("\\") or len(TOKEN.findall(name)) != 1:
        raise MacroError("a definition of what is no macro")
    return name


def _count(text: str) -> int:
    if text.strip() not in list("0123456789"):
        raise MacroError("a number of arguments that is no digit")
    return int(text)


def _joined(tokens: list[str]) -> str:
    """The text of tokens; a letter after a command keeps apart from it."""
    text, before = [], ""
    for token in tokens:
        if token[0].isalpha() and before[:1] == "\\" and before[-1].isalpha():
            text.append(" ")
        text.append(token)
        before = token
    return "".join(text)
