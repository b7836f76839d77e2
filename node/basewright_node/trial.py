# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel of a layer is told while its boots are counted: to start again where it would otherwise wait for a person.
"""GRUB counts starts, so a kernel that panics or an initramfs that finds no root must not stop in a shell.

The words stand in the layer's own boot entry and only for its trial: dracut's shell is wanted again when people look for a cause.
Sources: kernel-parameters.txt (`panic`), dracut.cmdline(7) (`rd.shell`, `rd.emergency`). A word with a dot that no module knows is ignored.
"""

import os
import re
from typing import Callable

from . import grub as loader
from .errors import NodeError
from .files import write_atomic
from .grub import Grub

_MARK = "basewright.trial"
_WORDS = ("panic=60", "rd.shell=0", "rd.emergency=reboot")
_ALL = re.compile(
    r" {}(?: (?:{}))*(?= |$)".format(re.escape(_MARK), "|".join(re.escape(word) for word in _WORDS)), re.MULTILINE
)
_OPTIONS = re.compile(r"^options[ \t].*$", re.MULTILINE)


def without(text: str) -> str:
    """A boot entry without the words of a trial."""
    return _OPTIONS.sub(lambda line: _ALL.sub("", line.group()), text)


def with_words(text: str) -> str:
    """A boot entry with the words of a trial, once, at the end of its last options; dracut and the kernel take the last of two."""
    text = without(text)
    lines = list(_OPTIONS.finditer(text))
    if not lines:
        return text
    end = lines[-1].end()
    return "{} {} {}{}".format(text[:end], _MARK, " ".join(_WORDS), text[end:])


def begin(grub: Grub, layer: str) -> None:
    """Puts the words into the boot entries of a layer. Raises NodeError."""
    _change(grub, lambda found: found == layer, with_words)


def end(grub: Grub) -> None:
    """Takes the words out of every boot entry; one without them is not written. Raises NodeError."""
    _change(grub, lambda found: True, without)


def _change(grub: Grub, wanted: Callable[[str], bool], changed: Callable[[str], str]) -> None:
    for entry in loader.entries(grub):
        if entry.layer is None or not wanted(entry.layer):
            continue
        path = os.path.join(grub.entries, entry.id + ".conf")
        try:
            # Byte for byte: the rest is grubby's.
            with open(path, encoding="latin-1", newline="") as stream:
                text = stream.read()
            new = changed(text)
            if new != text:
                write_atomic(path, new.encode("latin-1"), os.stat(path).st_mode & 0o777)
        except OSError as error:
            raise NodeError(
                "The boot entry {} could not be changed.".format(entry.id),
                "{}.".format(error),
                "Look at /boot: whether it is mounted, full, or read-only.",
            ) from None
    os.sync()
