# SPDX-License-Identifier: GPL-2.0-or-later
# pykickstart's parser, made to collect every problem with its line and to write down each command it dispatches.

import warnings
from collections.abc import Callable, Iterable
from typing import Any, Optional

import offline_load
from addon_section import ADDON, LayoutSection
from sandbox import RefusedError

assert offline_load  # must come before pykickstart

from pykickstart import __version__
from pykickstart.errors import KickstartError, KickstartParseError, KickstartWarning
from pykickstart.handlers import control
from pykickstart.parser import KickstartParser, Packages, PutBackIterator
from pykickstart.sections import Section
from pykickstart.version import returnClassForVersion

PYKICKSTART: str = __version__
VERSIONS = ("RHEL8", "RHEL9", "RHEL10", "F42", "F43", "F44", "F45")
MOST_PROBLEMS = 100

Problem = dict[str, Any]
# Loading these opens files, so all are loaded before the sandbox closes (handlers ask for the control map themselves).
assert control
_HANDLER_CLASSES = {version: returnClassForVersion(version) for version in VERSIONS}
_section_parsers: dict[tuple[str, str], Any] = {}


class Workbench:
    """One handler of a version, used for document after document.

    Making a handler builds some 60 argument parsers (15 ms); putting its commands back into their first state takes a
    hundredth of that and is what lets a property test run tens of thousands of documents.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self._handler: Any = _HANDLER_CLASSES[version]()
        objects = {id(command): command for command in self._handler.commands.values()}
        self._first = [(command, dict(vars(command)), _lists(command)) for command in objects.values()]
        Reader(self._handler)  # makes the section parsers

    def fresh(self) -> Any:
        """The handler as if it were new."""
        for command, first, lists in self._first:
            now = vars(command)
            now.clear()
            now.update(first)
            for name, value in lists:
                now[name] = value.copy()
        handler = self._handler
        handler.certificates = []
        handler.scripts = []
        handler.packages = Packages()
        handler.platform = ""
        handler.currentLine = ""
        handler._null_section_strings = []
        return handler


def _lists(command: Any) -> list[tuple[str, Any]]:
    """Copies of the attributes that a document could change in place."""
    return [(name, value.copy()) for name, value in vars(command).items() if isinstance(value, (list, dict, set))]


class _Lines(PutBackIterator):  # type: ignore[misc]
    """The lines of a document, counting how far the parser has read."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__(lines)
        self.count = 0

    def put(self, s: str) -> None:
        super().put(s)
        self.count -= 1

    def next(self) -> Any:
        line = super().next()
        self.count += 1
        return line


class _AddonSection(Section):  # type: ignore[misc]
    """%addon: pykickstart passes over it; here its words and body are kept, and org_imgbased's own parser reads it."""

    allLines = True
    sectionOpen = "%addon"

    def __init__(self, handler: Any, reader: "Reader") -> None:
        super().__init__(handler)
        self._reader = reader
        self._addon: dict[str, Any] = {}

    def handleHeader(self, lineno: int, args: list[str]) -> None:
        super().handleHeader(lineno, args)
        name = args[1] if len(args) > 1 else ""
        self._addon = {"name": name, "args": args[2:], "body": "", "line": lineno}
        if not name or name.startswith("-"):
            raise KickstartParseError("%addon needs the name of an addon as its first word", lineno=lineno)
        if name == ADDON:
            self._reader.layout.handle_header(args[2:], lineno)

    def handleLine(self, line: str) -> None:
        self._addon["body"] += line
        if self._addon["name"] == ADDON:
            self._reader.layout.handle_line(line, self._reader.line)

    def finalize(self) -> None:
        self._reader.addons.append(self._addon)


class Reader(KickstartParser):  # type: ignore[misc]
    """Reads one document; afterwards ``commands``, ``addons``, ``problems`` and ``warnings`` tell what happened."""

    def __init__(self, handler: Any) -> None:
        self.commands: list[dict[str, Any]] = []
        self.addons: list[dict[str, Any]] = []
        self.layout = LayoutSection()
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._heard: list[warnings.WarningMessage] = []
        self._lines = _Lines([])
        super().__init__(handler, followIncludes=False)

    @property
    def line(self) -> Optional[int]:
        """The line the parser is at."""
        return self._lines.count or None

    def hears(self, heard: list[warnings.WarningMessage]) -> None:
        """Where Python puts the warnings that are given while reading."""
        self._heard = heard

    def report(self, line: Optional[int], message: str) -> None:
        """Note a problem; the first hundred are enough for anybody."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"line": line, "message": message})

    def read(self, text: str) -> None:
        """Parse the text. Nothing is preprocessed, so %ksappend and %include stay what they are: lines."""
        lines = text.splitlines(True)
        self._reset()
        self._lines = _Lines([*lines, ""])
        try:
            self._stateMachine(self._lines)
        except Exception as error:  # the parser cannot go on after this one
            self._note(error)
        self._note_warnings()
        if "%include" in text or "%ksappend" in text:
            self._warn_of_unread(lines)

    def handleCommand(self, lineno: int, args: list[str]) -> Any:
        self.commands.append({"name": args[0], "line": lineno, "args": args[1:]})
        return super().handleCommand(lineno, args)

    def setupSections(self) -> None:
        super().setupSections()
        self.registerSection(_AddonSection(self.handler, self))
        for name, section in self._sections.items():
            if hasattr(section, "_getParser"):
                section._getParser = self._section_parser(name, section._getParser)

    def _section_parser(self, name: str, make: Callable[[], Any]) -> Callable[[], Any]:
        """pykickstart builds a section's argument parser anew for each header; one for each version is enough."""
        key = (type(self.handler).__name__, name)
        if key not in _section_parsers:
            _section_parsers[key] = make()
        return lambda: _section_parsers[key]

    def _tryFunc(self, fn: Callable[[], Any]) -> None:
        try:
            fn()
        except MemoryError:
            raise
        except Exception as error:
            self._note(error)
        if self._heard:
            self._note_warnings()

    def _note(self, error: Exception) -> None:
        if isinstance(error, MemoryError):
            raise error
        if isinstance(error, KickstartError):
            line = error.lineno or self.line
            self.report(line, str(error.message).strip() or "pykickstart cannot read this line.")
        elif isinstance(error, RefusedError):
            self.report(self.line, f"The line asks for something that is never done here ({error}).")
        else:
            self.report(self.line, _explain(error))

    def _note_warnings(self) -> None:
        for warning in self._heard:
            if issubclass(warning.category, KickstartWarning) and len(self.warnings) < MOST_PROBLEMS:
                self.warnings.append({"line": self.line, "message": str(warning.message)})
        self._heard.clear()

    def _warn_of_unread(self, lines: list[str]) -> None:
        for number, line in enumerate(lines, 1):
            words = line.split(None, 1)
            word = words[0] if words else ""
            if (word == "%include" or word.startswith("%ksappend")) and len(self.warnings) < MOST_PROBLEMS:
                message = f"{word} is not followed: what it adds on the machine was not checked."
                self.warnings.append({"line": number, "message": message})


def _explain(error: Exception) -> str:
    """Words for an exception that pykickstart does not expect itself: the installer ends with a traceback at it."""
    text = str(error)
    if isinstance(error, ValueError) and text == "No closing quotation":
        reason = "a quotation mark is opened and not closed"
    elif isinstance(error, ValueError) and text == "No escaped character":
        reason = "the text ends in a backslash"
    elif isinstance(error, IndexError):
        reason = "a word that must be there is missing or empty"
    else:
        reason = text or "no further reason is given"
    return f"The installer would stop with a {type(error).__name__} here: {reason}."
