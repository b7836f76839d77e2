# SPDX-License-Identifier: GPL-2.0-or-later
# Judges the planned storage, before anything is written to a disk. Pure: what was planned in, sentences out.

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from org_imgbased.volumes import (
    BOOT_BYTES,
    BOOT_PARTITION_BYTES,
    FILESYSTEMS,
    HEADROOM_BYTES,
    OWN_VOLUMES,
    paths_wanted,
)

THIN_VOLUME = "lvmthinlv"
GROUP = "lvmvg"


@dataclass(frozen=True)
class Device:
    """A planned device, in blivet's words; ``size`` in bytes. An empty ``filesystem`` is one that is not known."""

    name: str
    kind: str
    size: int = 0
    filesystem: str = ""
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What Anaconda is going to make. ``devices`` by the key Anaconda knows them by: a name, or an id (45)."""

    mount_points: dict[str, str] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    has_selinuxfs: bool = True
    kernel_arguments: str = ""

    def at(self, path: str) -> Optional[Device]:
        """The device of a mount point."""
        return self.devices.get(self.mount_points.get(path, ""))

    def ancestor(self, device: Device, kind: str) -> Optional[Device]:
        """The nearest device of this kind that it stands on."""
        for key in device.parents:
            parent = self.devices.get(key)
            if parent is None:
                continue
            found = parent if parent.kind == kind else self.ancestor(parent, kind)
            if found:
                return found
        return None


@dataclass(frozen=True)
class Verdict:
    """``problems`` stop the installation, ``warnings`` stand in the log."""

    problems: list[str]
    warnings: list[str]


def judge_plan(plan: Plan, nvr: str = "") -> Verdict:
    """Can a layout stand on this? ``nvr`` is the name from the kickstart, if it gives one."""
    problems = [*_root(plan), *_var(plan), *_boot(plan), *_names(plan, nvr)]
    if not plan.has_selinuxfs:
        problems.append("The installer was booted with selinux=0, and imgbased needs /sys/fs/selinux. Boot it without.")
    return Verdict(problems, [*_boot_is_tight(plan), *_headroom(plan), *_made_by_imgbased(plan)])


def _root(plan: Plan) -> Iterator[str]:
    root = plan.at("/")
    if root is None:
        yield "No disk is planned for /; a directory cannot carry a layout. Install to a disk."
        return
    if root.kind != THIN_VOLUME:
        yield (
            f"/ is planned on {root.name}, which is not a thin volume, so no snapshot can be a base. "
            "Use logvol / --thin --poolname=..., or autopart --type=thinp."
        )
    if root.filesystem and root.filesystem not in FILESYSTEMS:
        yield f"/ is planned as {root.filesystem}; imgbased can copy ext4 and xfs only. Use --fstype=xfs."


def _var(plan: Plan) -> Iterator[str]:
    if plan.at("/var") is None:
        yield "No volume is planned for /var, but it must outlive every layer. Add logvol /var --size=..."


def _boot(plan: Plan) -> Iterator[str]:
    boot = plan.at("/boot")
    if boot is None:
        yield "No partition is planned for /boot, but all layers share it. Add reqpart --add-boot or part /boot."
    elif boot.size < BOOT_BYTES:
        yield f"/boot is planned with {boot.size} bytes; imgbased insists on {BOOT_BYTES}. Give it 1100 MiB or more."


def _boot_is_tight(plan: Plan) -> Iterator[str]:
    boot = plan.at("/boot")
    if boot and BOOT_BYTES <= boot.size < BOOT_PARTITION_BYTES:
        yield f"/boot is planned with {boot.size} bytes; its file system may be smaller than imgbased's {BOOT_BYTES}."


def _group(plan: Plan) -> Optional[Device]:
    root = plan.at("/")
    return plan.ancestor(root, GROUP) if root else None


def _volume_names(plan: Plan, group: Device) -> set[str]:
    """Names of the group's volumes; blivet calls a volume GROUP-NAME."""
    prefix = f"{group.name}-"
    return {
        device.name[len(prefix) :]
        for device in plan.devices.values()
        if device.kind.startswith("lvm") and device.name.startswith(prefix)
    }


def _missing(plan: Plan) -> list[str]:
    return [path for path in paths_wanted(plan.kernel_arguments) if path not in plan.mount_points and path != "/var"]


def _names(plan: Plan, nvr: str) -> Iterator[str]:
    group = _group(plan)
    names = _volume_names(plan, group) if group else set()
    for path in _missing(plan):
        if OWN_VOLUMES[path] in names:
            yield f"A volume is called {OWN_VOLUMES[path]}, as the one imgbased will make for {path}. Rename it, or mount it there."
    for name in (nvr, f"{nvr}+1") if nvr else ():
        if name in names:
            yield f"A volume is called {name}, as the base or its layer will be. Rename it."


def _headroom(plan: Plan) -> Iterator[str]:
    group = _group(plan)
    if group is None:
        return
    used = sum(device.size for device in (plan.devices.get(key) for key in group.children) if device)
    free = group.size - used
    if free < HEADROOM_BYTES:
        yield (
            f"Volume group {group.name} will have about {max(free, 0) // 1024**2} MiB unallocated; imgbased wants 2048 to grow "
            "the pool's metadata. Leave them with volgroup --reserved-space=2048."
        )


def _made_by_imgbased(plan: Plan) -> Iterator[str]:
    missing = _missing(plan)
    if missing:
        yield f"imgbased will make volumes for {', '.join(missing)}; define them in the kickstart to choose their size."
