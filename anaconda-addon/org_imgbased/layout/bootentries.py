# SPDX-License-Identifier: GPL-2.0-or-later
# The boot loader entries that imgbased left: read, judged, and one known fault of grubby mended.

import contextlib
import os
from dataclasses import dataclass

from org_imgbased.layout.lvm import Volume
from org_imgbased.layout.root import read_text
from org_imgbased.layout.scene import Journal, Target

_DIRECTORY = "/boot/loader/entries"
_GRUBENV = "/boot/grub2/grubenv"


@dataclass(frozen=True)
class Entry:
    """One file of boot/loader/entries."""

    path: str
    text: str

    @property
    def name(self) -> str:
        """The file's name."""
        return os.path.basename(self.path)

    def value(self, key: str) -> str:
        """What the entry says for a key, or nothing."""
        for line in self.text.splitlines():
            word, _blank, rest = line.strip().partition(" ")
            if word == key:
                return rest.strip()
        return ""

    def arguments(self, name: str) -> list[str]:
        """The values of one kernel argument, in order."""
        return [word[len(name) + 1 :] for word in self.value("options").split() if word.startswith(f"{name}=")]


def read_entries(target: Target) -> list[Entry]:
    """All entries, by name."""
    directory = target.path(_DIRECTORY)
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".conf"))
    except OSError:
        return []
    return [Entry(os.path.join(directory, name), read_text(os.path.join(directory, name))) for name in names]


def entry_name(layer: Volume, kernel: str) -> str:
    """The name imgbased gives an entry."""
    return f"{layer.name}-{kernel}.conf"


def mend_entries(target: Target, root: Volume, layer: Volume, kernels: list[str], journal: Journal) -> None:
    """grubby of EL10 and Fedora copies the old entry's arguments: two ``root=``, and a name of its own for the file.

    Safe to mend where the kernel file says that the entry is the layer's and its last ``root=`` is the layer.
    """
    for entry in read_entries(target):
        kernel = next((one for one in kernels if entry.value("linux").endswith(f"/{layer.name}/vmlinuz-{one}")), None)
        roots = entry.arguments("root")
        if kernel is None or not roots or roots[-1] != layer.path:
            continue
        wanted = os.path.join(os.path.dirname(entry.path), entry_name(layer, kernel))
        text = _with_one_root(entry, root, layer)
        if text != entry.text:
            _replace(entry.path, text)
            journal.fixed(
                f"the boot entry {entry.name} named the old root volume beside the layer; it names the layer only"
            )
        if entry.path != wanted and not os.path.exists(wanted):
            os.rename(entry.path, wanted)
            journal.fixed(
                f"the boot entry {entry.name} is now called {os.path.basename(wanted)}, as imgbased looks for it"
            )


def _with_one_root(entry: Entry, root: Volume, layer: Volume) -> str:
    old = f"rd.lvm.lv={root.group}/{root.name}"
    right = f"root={layer.path}"
    words = entry.value("options").split()
    kept: list[str] = []
    for word in words:
        wrong = word == old or (word.startswith("root=") and (word != right or right in kept))
        if not wrong:
            kept.append(word)
    if kept == words:
        return entry.text
    lines = [f"options {' '.join(kept)}" if line.startswith("options ") else line for line in entry.text.splitlines()]
    return "\n".join(lines) + "\n"


def _replace(path: str, text: str) -> None:
    temporary = f"{path}.new"
    with open(temporary, "w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    os.replace(temporary, path)


def entry_problems(target: Target, layer: Volume, kernels: list[str]) -> list[str]:
    """What is wrong with kernels, entries and the saved default; contract: one entry for each kernel, and no other."""
    entries = {entry.name: entry for entry in read_entries(target)}
    problems: list[str] = []
    for kernel in kernels:
        problems += _file_problems(target, layer, kernel)
        entry = entries.pop(entry_name(layer, kernel), None)
        if entry is None:
            problems.append(f"the boot entry {entry_name(layer, kernel)} is missing")
        else:
            problems += _argument_problems(entry, layer)
    problems += [f"the boot entry {name} does not belong to the layer" for name in sorted(entries)]
    if not kernels:
        problems.append("there is no kernel")
    titles = [entry.value("title") for entry in read_entries(target) if entry.name not in entries]
    saved = saved_entry(target)
    if saved not in titles:
        problems.append(f"the boot loader would start '{saved}' and not '{' or '.join(titles)}'")
    return problems


def _file_problems(target: Target, layer: Volume, kernel: str) -> list[str]:
    problems = []
    for name in (f"vmlinuz-{kernel}", f"initramfs-{kernel}.img"):
        path = target.path(f"/boot/{layer.name}/{name}")
        if not os.path.isfile(path) or os.path.getsize(path) == 0:
            problems.append(f"/boot/{layer.name}/{name} is missing or empty")
    return problems


def _argument_problems(entry: Entry, layer: Volume) -> list[str]:
    wanted = {"root": layer.path, "rd.lvm.lv": f"{layer.group}/{layer.name}", "img.bootid": layer.name}
    problems = []
    for name, value in wanted.items():
        found = entry.arguments(name)
        # Other volumes (swap) may be activated too, but only one can be the root.
        fits = value in found if name == "rd.lvm.lv" else found == [value]
        if not fits:
            said = " ".join(f"{name}={one}" for one in found) or f"no {name}="
            problems.append(f"the boot entry {entry.name} has {said} and must have {name}={value}")
    return problems


def saved_entry(target: Target) -> str:
    """The entry that GRUB starts; imgbased saves its title."""
    with contextlib.suppress(OSError):
        for line in read_text(target.path(_GRUBENV)).splitlines():
            name, equals, value = line.partition("=")
            if name == "saved_entry" and equals:
                return value
    return ""
