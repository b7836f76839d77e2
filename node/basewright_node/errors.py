# SPDX-License-Identifier: GPL-2.0-or-later
# The errors that people see: what happened, why, and how to mend it.
"""Everything that is expected to go wrong is a `NodeError`; only `cli.main` turns one into an exit code."""


class NodeError(Exception):
    """An operation that could not be done. `what`, `why` and `fix` are whole sentences for a person."""

    code = 1

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    @property
    def sentence(self) -> str:
        """All three on one line, as a report's reason carries them."""
        return " ".join(part for part in (self.what, self.why, self.fix) if part)


class BusyError(NodeError):
    """Another operation runs on this node."""


class UseError(NodeError):
    """Wrong use or wrong configuration: nothing was begun."""

    code = 2


class NothingToDoError(NodeError):
    """What was asked for is so already."""

    code = 3
