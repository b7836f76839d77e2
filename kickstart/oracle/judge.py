# SPDX-License-Identifier: GPL-2.0-or-later
# Parses one kickstart with the real pykickstart and says in plain data what was understood and what is wrong.
"""The judge: ``prepare`` before the sandbox closes, then ``judge``, which never raises for anything in the text."""

import warnings
from collections.abc import Iterable
from typing import Any, Optional

import plain_data
from reader import PYKICKSTART, Problem, Reader, Workbench
from sandbox import TimeIsUp, limited_time

MOST_BYTES = 1024 * 1024
MOST_LINES = 20_000

_benches: dict[str, Workbench] = {}


def prepare(versions: Iterable[str]) -> None:
    """Make the handlers of these versions ready; making one needs modules that the sandbox would not let in."""
    for version in versions:
        _benches[version] = Workbench(version)


def judge(text: str, version: str) -> dict[str, Any]:
    """What pykickstart's handler for ``version`` makes of ``text``."""
    parser = f"pykickstart {PYKICKSTART} {version}"
    refusal = _refuse(text, version)
    if refusal is not None:
        return _answer(parser, errors=[refusal])
    reader = Reader(_benches[version].fresh())
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        reader.hears(heard)
        stopped = _read(reader, text)
    if stopped is not None:
        return _answer(parser, errors=[stopped])
    handler = reader.handler
    return {
        "ok": not reader.problems,
        "parser": parser,
        "commands": reader.commands,
        "data": plain_data.commands(handler, reader.commands),
        "scripts": [plain_data.script(script) for script in handler.scripts],
        "packages": plain_data.packages(handler.packages),
        "addons": reader.addons,
        "certificates": [plain_data.certificate(certificate) for certificate in handler.certificates],
        "warnings": reader.warnings,
        "errors": reader.problems,
    }


def _read(reader: Reader, text: str) -> Optional[Problem]:
    """Parse; the one problem for which nothing of what was understood is worth telling, else None."""
    try:
        with limited_time():
            reader.read(text)
    except TimeIsUp:
        return {"line": reader.line, "message": "Reading the kickstart took more than 2 seconds of processor time."}
    except MemoryError:
        return {"line": reader.line, "message": "Reading the kickstart took more memory than the 256 MiB it may have."}
    return None


def _refuse(text: str, version: str) -> Optional[Problem]:
    """The reasons not to give the text to pykickstart at all."""
    if version not in _benches:
        return {"line": None, "message": f"Version '{version}' is not known here; use one of {', '.join(_benches)}."}
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        line = len(text[: error.start].splitlines()) or 1
        return {"line": line, "message": "The text holds half of a character pair (a lone surrogate); no file can."}
    if size > MOST_BYTES:
        return {"line": None, "message": f"The kickstart has {size} bytes; at most {MOST_BYTES} (1 MiB) are read."}
    if text.count("\n") > MOST_LINES:
        return {"line": None, "message": f"The kickstart has more than {MOST_LINES} lines."}
    return None


def _answer(parser: str, errors: list[Problem]) -> dict[str, Any]:
    empty: dict[str, Any] = {"commands": [], "data": {}, "scripts": [], "packages": None, "addons": []}
    return {"ok": False, "parser": parser, **empty, "certificates": [], "warnings": [], "errors": errors}
