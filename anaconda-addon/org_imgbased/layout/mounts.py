# SPDX-License-Identifier: GPL-2.0-or-later
# What is mounted where, as the kernel says it, with stacked mounts told apart.

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Mount:
    """One line of mountinfo. ``device`` is MAJOR:MINOR; ``root`` the directory of the file system that is shown."""

    number: int
    parent: int
    device: str
    root: str
    point: str
    filesystem: str
    source: str


def _plain(text: str) -> str:
    """The kernel writes blanks and backslashes as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found.group(1), 8)), text)


def _parse(line: str) -> Optional[Mount]:
    words = line.split(" ")
    if len(words) < 10 or "-" not in words[6:]:
        return None
    rest = words[words.index("-", 6) + 1 :]
    return Mount(int(words[0]), int(words[1]), words[2], _plain(words[3]), _plain(words[4]), rest[0], _plain(rest[1]))


def _prefixes(path: str) -> list[str]:
    """/a/b -> /, /a, /a/b: the way the kernel walks."""
    parts = [part for part in path.split("/") if part]
    return ["/", *("/" + "/".join(parts[: count + 1]) for count in range(len(parts)))]


class Mounts:
    """All mounts of this process's namespace at one moment."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.all = [mount for mount in map(_parse, lines) if mount is not None]
        self._children = {(mount.parent, mount.point): mount for mount in self.all}
        numbers = {mount.number for mount in self.all}
        self._first = next((mount for mount in self.all if mount.point == "/" and mount.parent not in numbers), None)

    def at(self, point: str) -> Optional[Mount]:
        """The mount that is seen at this point: of stacked ones the uppermost, and none that another one hides."""
        seen = self._first
        for place in _prefixes(point):
            child = self._child(seen, place)
            while child is not None:
                seen = child
                child = self._child(seen, place)
        return seen if seen is not None and seen.point == point else None

    def _child(self, mount: Optional[Mount], point: str) -> Optional[Mount]:
        return self._children.get((mount.number, point)) if mount else None

    def directly_on(self, mount: Mount) -> list[Mount]:
        """The mounts whose mount point lies in this one's file system, each point once."""
        points = {child.point: child for child in self.all if child.parent == mount.number}
        return [points[point] for point in sorted(points)]

    def below(self, point: str) -> list[Mount]:
        """The mounts that are seen below a directory, the deepest first, as they can be unmounted."""
        points = {mount.point for mount in self.all if mount.point.startswith(point.rstrip("/") + "/")}
        found = [mount for mount in map(self.at, points) if mount is not None]
        return sorted(found, key=lambda mount: (-mount.point.count("/"), mount.point))


def read_mounts(proc: str = "/proc") -> Mounts:
    """What is mounted now."""
    with open(f"{proc}/self/mountinfo", encoding="utf-8", errors="surrogateescape") as source:
        return Mounts(source)
