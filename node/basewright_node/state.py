# SPDX-License-Identifier: GPL-2.0-or-later
# What a node remembers over reboots and over its layers: /var/lib/basewright-node/state.json.
"""`/var` is shared by all layers, so a layer that the node came back to knows what the failed one had begun."""

import contextlib
import json
import os
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

from .files import locked, make_directory, write_atomic
from .places import Places

_FORMAT = 1
_MOST_WISHES = 100
_MOST_LAYERS = 32


class Pending(NamedTuple):
    """An upgrade or rollback that the next boot decides. `layer` is the one that shall boot, `before` the one to go back to.

    `kind` is a word of wire.ts's operationKinds; `since` seconds since 1970; `tries` the boots that the boot loader may take.
    `wish` is the id of the fleet's wish, None when a person on the node began it. `reboot`: now, window or never.
    `boot` is the id of the boot in which it was said (`Node.boot_id`): only a later boot can decide it.
    """

    operation: str
    kind: str
    nvr: Optional[str]
    layer: str
    before: str
    since: float
    tries: int
    wish: Optional[str] = None
    reboot: str = "never"
    boot: Optional[str] = None


class Last(NamedTuple):
    """The last operation that ended. `step` is one of wire.ts's finalSteps or `installed`; `log` a path."""

    kind: str
    step: str
    nvr: Optional[str]
    reason: Optional[str]
    at: float
    log: Optional[str] = None
    operation: Optional[str] = None


class Record:
    """The content of the file, to be read and changed inside `State.change`."""

    def __init__(self, data: Dict[str, Any]) -> None:
        pending, last = data.get("pending"), data.get("last")
        self.pending: Optional[Pending] = Pending(**pending) if pending else None
        self.last: Optional[Last] = Last(**last) if last else None
        # Layer -> when the node went back from it by itself: once for each layer, so that it never goes round.
        self.auto_rollback: Dict[str, float] = dict(data.get("autoRollback", {}))
        # Layer -> whether it passed its health check.
        self.good: Dict[str, bool] = dict(data.get("good", {}))
        # An upgrade that is going on: what was there before it, so that the next run can clean up after a killed one.
        self.begun: Optional[Dict[str, Any]] = data.get("begun")
        # The wish that is being done: operation, kind, wish, nvr. Still there when nothing runs, it was cut off.
        self.doing: Optional[Dict[str, Any]] = data.get("doing")
        self.channel_nvr: Optional[str] = data.get("channelNvr")
        self.pinned: Optional[str] = data.get("pinned")
        self.interval: Optional[int] = data.get("interval")
        self.wishes: List[str] = list(data.get("wishes", []))
        # The last health of `health.py`, in the form of `status --json`.
        self.health: Optional[Dict[str, Any]] = data.get("health")

    def as_json(self) -> Dict[str, Any]:
        """In the form of the file."""
        return {
            "format": _FORMAT,
            "pending": dict(self.pending._asdict()) if self.pending else None,
            "last": dict(self.last._asdict()) if self.last else None,
            "autoRollback": dict(sorted(self.auto_rollback.items(), key=lambda each: each[1])[-_MOST_LAYERS:]),
            "good": dict(list(self.good.items())[-_MOST_LAYERS:]),
            "begun": self.begun,
            "doing": self.doing,
            "channelNvr": self.channel_nvr,
            "pinned": self.pinned,
            "interval": self.interval,
            "wishes": self.wishes[-_MOST_WISHES:],
            "health": self.health,
        }


class State:
    """Reads and changes the record. Several processes may: each change holds a lock and is on the disk when it returns."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def read(self) -> Record:
        """The record as it is now. A file that cannot be understood is put aside, see `problem`."""
        try:
            with open(self._places.state, encoding="utf-8") as stream:
                data = json.load(stream)
            if not isinstance(data, dict) or data.get("format") != _FORMAT:
                raise ValueError("not of format {}".format(_FORMAT))
            return Record(data)
        except FileNotFoundError:
            return Record({})
        except (ValueError, TypeError, AttributeError):
            with contextlib.suppress(PermissionError, FileNotFoundError):
                os.rename(self._places.state, self._places.state + ".unreadable")
            return Record({})

    def problem(self) -> Optional[str]:
        """What a person must know of the file; None when all is well."""
        path = self._places.state + ".unreadable"
        if not os.path.exists(path):
            return None
        return "The node's memory was damaged and has been put aside as {}; it began anew. Look at it and delete it.".format(
            path
        )

    @contextlib.contextmanager
    def change(self) -> Iterator[Record]:
        """`with state.change() as record: record.pending = ...`: written when the block ends without an exception."""
        make_directory(self._places.data)
        with locked(self._places.data + "/state.lock"):
            record = self.read()
            yield record
            text = json.dumps(record.as_json(), indent=1, sort_keys=True)
            write_atomic(self._places.state, text.encode("utf-8"))
