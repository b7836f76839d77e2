# SPDX-License-Identifier: GPL-2.0-or-later
# The one error of the layout step: what failed, why, how to mend it, and what imgbase said last.

from collections.abc import Sequence
from typing import Any


class LayoutError(Exception):
    """The node cannot be installed like this.

    ``kind`` is for programs (it stands in the report): check, lvm, imgbase, timeout, result, stack, initramfs, internal.
    Its text is for people: on the installer's screen there is nothing else.
    """

    def __init__(self, kind: str, problem: str, fix: str = "", last_lines: Sequence[str] = ()) -> None:
        self.kind = kind
        self.problem = problem
        self.fix = fix
        self.last_lines = list(last_lines)
        # The whole result as it is reported, once it is known.
        self.result: dict[str, Any] = {}
        super().__init__(self._text())

    def _text(self) -> str:
        parts = [self.problem]
        if self.fix:
            parts.append(self.fix)
        if self.last_lines:
            parts.append("imgbase said last:\n" + "\n".join(f"  {line}" for line in self.last_lines))
        return "\n".join(parts)
