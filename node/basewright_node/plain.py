# SPDX-License-Identifier: GPL-2.0-or-later
# Makes text of programs safe to keep and to show: no colours, no control characters, bounded. The same rules as the server's plain-text.ts.
"""imgbase colours its output always, even into a pipe."""

import re
from typing import List, Optional

_ESCAPES = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]{0,1000}(?:\x07|\x1b\\\\)|[@-Z\\\\^_])")
# Every control but tab and line feed, the line breaks that no editor shows, marks that let text read other than it is, and halves of pairs.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def plain_text(text: str, most: int) -> str:
    """The text with line feeds and tabs as its only controls; at most `most` characters, from its beginning."""
    cut = text[:most].replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub("", _ESCAPES.sub("", cut))


def plain_line(text: str, most: int) -> str:
    """The text on one line, without blanks at its ends."""
    return re.sub("[\n\t]+", " ", plain_text(text, most * 4)).strip()[:most].strip()


def plain_lines(text: str, count: int, most: int) -> List[str]:
    """At most `count` lines that hold something, each without blanks at its ends and at most `most` long."""
    lines = (plain_line(line, most) for line in plain_text(text, count * most).split("\n"))
    return [line for line in lines if line][:count]


def sayable(text: str, encoding: Optional[str]) -> str:
    """The text with escapes for what a stream of this encoding does not take: a service of EL8 without a locale speaks ASCII."""
    known = encoding or "ascii"
    return text.encode(known, "backslashreplace").decode(known)
