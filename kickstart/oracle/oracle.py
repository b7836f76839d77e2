# SPDX-License-Identifier: GPL-2.0-or-later
# The oracle: kickstarts in on stdin, what the real pykickstart makes of them out on stdout as JSON.
"""Usage (python3 -I oracle.py):

    oracle.py                    a JSON request {"text": ..., "version": "RHEL9"} a line, an answer a line
    oracle.py --kickstart RHEL9  all of stdin is one kickstart, as a file holds it; one answer

Exit code 0 when every request was answered (also when the answer is "not ok").
"""

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

# Python's isolated mode leaves the script's own directory out.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from judge import MOST_BYTES, judge, prepare
from reader import VERSIONS
from sandbox import close_doors

# A request is the text as JSON: at worst six bytes (a backslash, u and four digits) for one byte of text.
MOST_REQUEST_BYTES = 6 * MOST_BYTES + 1024


def answer(request: bytes) -> dict[str, Any]:
    """The answer to one line of input."""
    try:
        wanted = json.loads(request)
        text, version = wanted["text"], wanted["version"]
        if not isinstance(text, str) or not isinstance(version, str):
            raise TypeError("text and version must be strings")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return {"ok": False, "request": f"not a request: {type(error).__name__}: {error}"}
    return judge(text, version)


def answer_kickstart(text: bytes, version: str) -> dict[str, Any]:
    """The answer to a kickstart as a file holds it."""
    try:
        return judge(text.decode("utf-8"), version)
    except UnicodeDecodeError as error:
        result = judge("", version)
        line = len(text[: error.start].splitlines()) or 1
        message = f"The text is not UTF-8: byte {text[error.start]:#04x} cannot stand here."
        return {**result, "ok": False, "errors": [{"line": line, "message": message}]}


def write(result: dict[str, Any], stream: BinaryIO) -> None:
    """One answer, one line."""
    stream.write(json.dumps(result, separators=(",", ":")).encode("ascii") + b"\n")
    stream.flush()


def main(arguments: list[str], source: BinaryIO, target: BinaryIO) -> int:
    """Answer until the input ends; returns the exit code."""
    if not arguments:
        prepare(VERSIONS)
        close_doors(one_document=False)
        while line := source.readline(MOST_REQUEST_BYTES):
            write(answer(line), target)
    elif len(arguments) == 2 and arguments[0] == "--kickstart" and arguments[1] in VERSIONS:
        prepare(arguments[1:])
        close_doors(one_document=True)
        write(answer_kickstart(source.read(MOST_BYTES + 1), arguments[1]), target)
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
