# SPDX-License-Identifier: GPL-2.0-or-later
# Paths inside an installed system, with its own symbolic links followed as it will see them.

import os
from typing import Optional

_MOST_LINKS = 40
_PROGRAM_DIRECTORIES = ("usr/sbin", "usr/bin", "sbin", "bin")


def inside(root: str, path: str) -> str:
    """The path that ``path`` has from outside; absolute links stay within the root. Too many links: as if missing."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    found: list[str] = []
    links = 0
    while parts:
        part = parts.pop(0)
        if part == "..":
            del found[-1:]
            continue
        whole = os.path.join(root, *found, part)
        if not os.path.islink(whole):
            found.append(part)
            continue
        links += 1
        if links > _MOST_LINKS:
            return os.path.join(root, "proc", "too-many-links", *parts)
        target = os.readlink(whole)
        if target.startswith("/"):
            found = []
        parts = [piece for piece in target.split("/") if piece not in ("", ".")] + parts
    return os.path.join(root, *found)


def find_program(root: str, name: str) -> Optional[str]:
    """The path of a program within the root, as the system itself will call it."""
    for directory in _PROGRAM_DIRECTORIES:
        path = f"/{directory}/{name}"
        if os.access(inside(root, path), os.X_OK):
            return path
    return None


def read_text(path: str) -> str:
    """A small text file; OSError when it cannot be read."""
    with open(path, encoding="utf-8", errors="replace") as source:
        return source.read()
