# SPDX-License-Identifier: GPL-2.0-or-later
# The boot loader as it is on this node: the grub.cfg in use, its environment block, and which entry it starts.
"""Nothing here writes grub.cfg or a boot entry: those are grub2-mkconfig's and imgbased's (`trial.py` adds words to one for a while).

Only the environment block is written, by GRUB's own program.
"""

import os
import re
from typing import Dict, List, NamedTuple, Optional

from .errors import NodeError
from .names import is_layer
from .places import Places
from .plain import plain_line
from .programs import must, run

#: Size of an environment block, in bytes. GRUB's scripts and imgbased leave one of another size alone.
BLOCK_BYTES = 1024
_MOST_CONFIG = 2 * 1024 * 1024
_MOST_ENTRY = 64 * 1024
_MOST_TITLE = 200
_BOOT_ID = re.compile(r"(?:^|\s)img\.bootid=([^\s\"']+)")
_EDITORS = ("grub2-editenv", "grub-editenv")
_FIX = "Look at it with 'grub2-editenv {0} list'; a damaged one is made anew with 'grub2-editenv {0} create'."


class Grub(NamedTuple):
    """Paths of the boot loader's files in use. `entries` is the directory of boot entries."""

    config: str
    environment: str
    custom: str
    entries: str


class Entry(NamedTuple):
    """A boot entry. `id` is what GRUB calls it: its file's name without `.conf` (upstream commands/blscfg.c). `layer` of its img.bootid."""

    id: str
    title: str
    layer: Optional[str]


def find(places: Places) -> Grub:
    """The files in use, looked for as imgbased does (upstream utils.py, grub_cfg_path). Raises NodeError without a grub.cfg."""
    names = ["/etc/grub2.cfg", "/boot/grub2/grub.cfg", "/boot/grub/grub.cfg"]
    if os.path.isdir(places.root + "/sys/firmware/efi"):
        # EL8 keeps all of it in the EFI system partition; EL9 and later lead from there to /boot/grub2.
        names.insert(0, "/etc/grub2-efi.cfg")
    for name in names:
        if os.path.isfile(places.root + name):
            config = os.path.realpath(places.root + name)
            directory = os.path.dirname(config)
            return Grub(config, directory + "/grubenv", directory + "/custom.cfg", places.entries)
    raise NodeError(
        "The boot loader cannot be looked at.",
        "None of {} is there.".format(", ".join(names)),
        "See whether /boot is mounted; if it is, write the file with 'grub2-mkconfig -o /boot/grub2/grub.cfg'.",
    )


def read_config(grub: Grub) -> str:
    """The text of grub.cfg. Raises NodeError when it cannot be read."""
    return _read(grub.config, _MOST_CONFIG)


def _read(path: str, most: int) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read(most)
    except OSError as error:
        raise NodeError(
            "The boot loader cannot be looked at.",
            "{}: {}.".format(path, error.strerror),
            "Run this as root, with /boot mounted.",
        ) from None


def entries(grub: Grub) -> List[Entry]:
    """All boot entries, by file name. Raises NodeError when one cannot be read."""
    try:
        names = sorted(name for name in os.listdir(grub.entries) if name.endswith(".conf") and name[:1] != ".")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NodeError(
            "The boot entries cannot be looked at.",
            "{}: {}.".format(grub.entries, error.strerror),
            "Run this as root, with /boot mounted.",
        ) from None
    return [parse_entry(name[: -len(".conf")], _read(os.path.join(grub.entries, name), _MOST_ENTRY)) for name in names]


def parse_entry(name: str, text: str) -> Entry:
    """Title and layer in the text of a boot entry (Boot Loader Specification)."""
    title, layer = name, None
    for line in text.splitlines():
        key, _, value = line.strip().partition(" ")
        if key == "title" and value.strip():
            title = plain_line(value, _MOST_TITLE)
        elif key == "options":
            # grubby of EL10 takes an older entry as its pattern, so the last one counts, as for dracut.
            named = [each for each in _BOOT_ID.findall(value) if is_layer(each)]
            layer = named[-1] if named else layer
    return Entry(name, title, layer)


def entry_of(grub: Grub, layer: str) -> Optional[Entry]:
    """The entry of a layer that imgbased would make the default: the one with the last title (upstream bootloader.py, set_default)."""
    own = sorted((each for each in entries(grub) if each.layer == layer), key=lambda each: each.title)
    return own[-1] if own else None


def _editor() -> str:
    for name in _EDITORS:
        if run([name, "--version"]).code == 0:
            return name
    raise NodeError(
        "GRUB's environment block cannot be used.",
        "Neither grub2-editenv nor grub-editenv is there.",
        "Put the package grub2-tools into the image.",
    )


def read_environment(grub: Grub) -> Dict[str, str]:
    """The variables of the environment block, by GRUB's own program: on btrfs it keeps them outside of the file. Raises NodeError."""
    what = "GRUB's environment block cannot be read."
    text = must([_editor(), grub.environment, "list"], what, _FIX.format(grub.environment))
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _change(grub: Grub, word: str, arguments: List[str]) -> None:
    what = "GRUB's environment block cannot be written."
    must([_editor(), grub.environment, word] + sorted(arguments), what, _FIX.format(grub.environment))
    os.sync()


def set_environment(grub: Grub, values: Dict[str, str]) -> None:
    """Sets variables, all in one write, on the disk when this returns. Raises NodeError, for example when the block is full."""
    _change(grub, "set", ["{}={}".format(name, value) for name, value in values.items()])


def unset_environment(grub: Grub, names: List[str]) -> None:
    """Removes variables, all in one write, on the disk when this returns. Raises NodeError."""
    _change(grub, "unset", names)


def boot_default(grub: Grub) -> Optional[Entry]:
    """The entry that `saved_entry` means; None when it means none that is there. Raises NodeError.

    GRUB looks among ids first, then among titles (upstream normal/menu.c). imgbased writes titles, grubby writes ids.
    """
    wanted = read_environment(grub).get("saved_entry", "")
    known = entries(grub)
    named = [each for each in known if each.id == wanted] + [each for each in known if each.title == wanted]
    return named[0] if named else None


def set_default(grub: Grub, layer: str) -> None:
    """Makes a layer the boot default, as grubby does: by id, as two layers of one base have the same title.

    Raises NodeError when it has no entry or the block does not take it.
    """
    entry = entry_of(grub, layer)
    what = "{} could not be made the boot default.".format(layer)
    if entry is None:
        why = "It has no boot entry in {}.".format(grub.entries)
        raise NodeError(what, why, "Choose another layer: 'basewright-node status' lists them.")
    set_environment(grub, {"saved_entry": entry.id})
    now = boot_default(grub)
    if now is None or now.layer != layer:
        raise NodeError(what, "GRUB's environment block did not take it.", _FIX.format(grub.environment))
