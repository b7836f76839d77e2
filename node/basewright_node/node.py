# SPDX-License-Identifier: GPL-2.0-or-later
# What every command works with: the paths, the configuration, the memory, the spool and the clock of this node.
"""Made once by `cli.main`; tests make their own with another root and another clock."""

import os
import sys
import time
from typing import Callable, NamedTuple, Optional

from .config import DEFAULTS, Config, config_of
from .errors import UseError
from .places import Places, places
from .plain import sayable
from .spool import Spool, make_report
from .state import State


class Node(NamedTuple):
    """`config_problem` is the UseError of a wrong node.conf: `config` then holds the defaults, and only reading is right."""

    places: Places
    config: Config
    config_problem: Optional[UseError]
    state: State
    spool: Spool
    clock: Callable[[], float]

    def need_config(self) -> None:
        """Raises the UseError of a wrong configuration."""
        if self.config_problem is not None:
            raise self.config_problem

    def boot_id(self) -> Optional[str]:
        """Names this boot of the machine: the kernel makes one anew at each (random(4)). None where the kernel does not tell."""
        try:
            with open(self.places.boot_id, encoding="ascii") as stream:
                return stream.read(64).strip() or None
        except FileNotFoundError:
            return None

    def report(
        self,
        operation: str,
        kind: str,
        step: str,
        nvr: Optional[str] = None,
        layer: Optional[str] = None,
        wish: Optional[str] = None,
        permille: Optional[int] = None,
        reason: Optional[str] = None,
        log: Optional[str] = None,
    ) -> None:
        """Spools a report of a step, to be sent by the next check-in or by `check_in.send_reports`. Nothing without a boot plane."""
        if self.config.url and self.config.key:
            self.spool.add(make_report(self.clock(), operation, kind, step, nvr, layer, wish, permille, reason, log))


def node_at(where: Places, clock: Callable[[], float] = time.time) -> Node:
    """The node whose files are at `where`."""
    problem = None
    config = DEFAULTS
    try:
        config = config_of(where)
    except UseError as error:
        problem = error
    return Node(where, config, problem, State(where), Spool(where), clock)


def this_node() -> Node:
    """The node that this program runs on."""
    return node_at(places())


def say(text: str) -> None:
    """One line for a person or the journal."""
    sys.stdout.write(sayable(text, sys.stdout.encoding) + "\n")
    sys.stdout.flush()


def is_root() -> bool:
    """Whether everything may be asked and changed; below another root (tests) it may."""
    return os.geteuid() == 0 or bool(os.environ.get("BASEWRIGHT_ROOT"))
