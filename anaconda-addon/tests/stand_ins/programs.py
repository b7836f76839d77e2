# SPDX-License-Identifier: GPL-2.0-or-later
# Stand-ins for chroot, lvs, vgs, vgchange, mount, umount, rpm and dracut, started through small files in PATH.
"""Usage: programs.py MACHINE NAME [ARGUMENT]...

They keep what the real ones would in MACHINE/state.json and MACHINE/proc/self/mountinfo. Mounts are written down, not
made; only a volume that is mounted shows its files (a copy), and only ``--bind`` shows what lies below a mount.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from stand_ins import imgbase


class Machine:
    """The state on disk."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state: dict[str, Any] = json.loads((home / "state.json").read_text())
        self.mountinfo = home / "proc/self/mountinfo"

    def save(self) -> None:
        (self.home / "state.json").write_text(json.dumps(self.state))

    def mounts(self) -> list[list[str]]:
        """[number, parent, device, root, point, ...] of each mount."""
        return [line.split(" ") for line in self.mountinfo.read_text().splitlines()]

    def write_mounts(self, rows: list[list[str]]) -> None:
        self.mountinfo.write_text("".join(" ".join(row) + "\n" for row in rows))

    def walk(self, point: str) -> list[str]:
        """The mount in which a path ends, found as the kernel does: from the root down."""
        children = {(row[1], row[4]): row for row in self.mounts()}
        seen = self.mounts()[0]
        parts = [part for part in point.split("/") if part]
        for count in range(len(parts)):
            place = "/" + "/".join(parts[: count + 1])
            while (seen[0], place) in children:
                seen = children[seen[0], place]
        return seen

    def top(self, point: str) -> "list[str] | None":
        seen = self.walk(point)
        return seen if seen[4] == point else None

    def holder(self, point: str) -> str:
        """The number of the mount in which a mount point lies."""
        return self.walk(point)[0]

    def add_mount(self, device: str, point: str, source: str, filesystem: str = "ext4", root: str = "/") -> list[str]:
        rows = self.mounts()
        number = str(max(int(row[0]) for row in rows) + 1)
        row = [number, self.holder(point), device, root, point, "rw,relatime", "-", filesystem, source, "rw"]
        self.write_mounts([*rows, row])
        return row


def volume_at(machine: Machine, path: str) -> dict[str, Any]:
    for volume in machine.state["volumes"]:
        if path == f"/dev/{volume['vg_name']}/{volume['lv_name']}":
            return dict(volume)
    raise SystemExit(f"mount: {path}: no such device")


def mount(machine: Machine, arguments: list[str]) -> int:
    if arguments[0] == "--bind":
        lies_below = machine.state["below"].get(arguments[1])
        if lies_below:
            shutil.copytree(lies_below, arguments[2], dirs_exist_ok=True)
        bind(machine, arguments[1], arguments[2], with_children=False)
    elif arguments[0] == "--rbind":
        bind(machine, arguments[1], arguments[2], with_children=True)
    else:
        volume = volume_at(machine, arguments[0])
        tree = machine.home / "volumes" / volume["lv_name"]
        if tree.is_dir():
            shutil.copytree(tree, arguments[1], dirs_exist_ok=True, symlinks=True)
        device = f"{volume['lv_kernel_major']}:{volume['lv_kernel_minor']}"
        machine.add_mount(device, arguments[1], arguments[0])
    return 0


def bind(machine: Machine, source: str, point: str, with_children: bool) -> None:
    top = machine.top(source)
    rows = machine.mounts()
    if top is None:
        machine.add_mount("0:1", point, "dir", "none", source)
        return
    made = machine.add_mount(top[2], point, top[8], top[7])
    if machine.state["bind_shows_wrong"] == point:
        made_rows = machine.mounts()
        made_rows[-1][2] = "9:9"
        machine.write_mounts(made_rows)
    for row in rows:
        if with_children and row[1] == top[0] and row[0] != made[0] and row[4] != source:
            bind(machine, row[4], point + row[4][len(source) :], with_children=True)


def umount(machine: Machine, arguments: list[str]) -> int:
    recursive = arguments[0] == "-R"
    point = arguments[-1]
    top = machine.top(point)
    if top is None:
        print(f"umount: {point}: not mounted", file=sys.stderr)
        return 32
    numbers = {top[0]}
    for row in machine.mounts():
        if row[1] in numbers:
            numbers.add(row[0])
    if len(numbers) > 1 and not recursive:
        print(f"umount: {point}: target is busy", file=sys.stderr)
        return 32
    machine.write_mounts([row for row in machine.mounts() if row[0] not in numbers])
    if point.startswith(str(machine.home / "run")):
        for entry in Path(point).iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    return 0


def report(machine: Machine, kind: str, rows: str, arguments: list[str]) -> int:
    fields = arguments[arguments.index("-o") + 1].split(",")
    found = [{name: str(row[name]) for name in fields} for row in machine.state[rows]]
    print("  WARNING: stand-ins warn on stderr as LVM does", file=sys.stderr)
    print(json.dumps({"report": [{kind: found}]}))
    return 0


def vgchange(machine: Machine, arguments: list[str]) -> int:
    if machine.state["dmeventd_can_start"]:
        process = machine.home / "proc/4242"
        process.mkdir(exist_ok=True)
        (process / "comm").write_text("dmeventd\n")
    return 0


def dracut(machine: Machine, arguments: list[str]) -> int:
    Path(machine.state["sysroot"] + arguments[1]).write_text("made by dracut")
    return 0


def run(machine: Machine, name: str, arguments: list[str]) -> int:
    if name == "chroot":
        return run(machine, os.path.basename(arguments[1]), arguments[2:])
    programs = {
        "lvs": lambda: report(machine, "lv", "volumes", arguments),
        "vgs": lambda: report(machine, "vg", "groups", arguments),
        "rpm": lambda: print(machine.state["kernel_packages"]) or 0,
        "imgbase": lambda: imgbase.run(machine, arguments),
        "mount": lambda: mount(machine, arguments),
        "umount": lambda: umount(machine, arguments),
        "vgchange": lambda: vgchange(machine, arguments),
        "dracut": lambda: dracut(machine, arguments),
    }
    return programs[name]()


def main() -> int:
    machine = Machine(Path(sys.argv[1]))
    name, arguments = sys.argv[2], sys.argv[3:]
    line = " ".join([name, *arguments])
    with open(machine.home / "calls", "a", encoding="utf-8") as calls:
        calls.write(line + "\n")
    for pattern, message in machine.state["refuse"].items():
        if re.search(pattern, line):
            print(message, file=sys.stderr)
            return 32
    code = run(machine, name, arguments)
    machine.save()
    return code


if __name__ == "__main__":
    sys.exit(main())
