# SPDX-License-Identifier: GPL-2.0-or-later
# Logical volumes and their group, as LVM's own JSON reports say.

import json
from dataclasses import dataclass, field
from typing import Any, Optional

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.programs import ask

_VOLUME_FIELDS = (
    "vg_name,lv_name,pool_lv,lv_tags,lv_size,lv_active,lv_skip_activation,lv_permissions,"
    "lv_kernel_major,lv_kernel_minor,lv_metadata_size,data_percent"
)
_GROUP_FIELDS = "vg_name,vg_tags,vg_size,vg_free"


@dataclass(frozen=True)
class Volume:
    """A logical volume; sizes in bytes, ``device`` MAJOR:MINOR (``-1:-1`` when it is not active)."""

    group: str
    name: str
    pool: str
    tags: frozenset[str]
    size: int
    active: bool
    skips_activation: bool
    read_only: bool
    device: str
    metadata_size: int
    used_percent: float

    @property
    def path(self) -> str:
        """The device node, as fstab and the boot entry name it."""
        return f"/dev/{self.group}/{self.name}"


@dataclass(frozen=True)
class Group:
    """A volume group; sizes in bytes."""

    name: str
    tags: frozenset[str]
    size: int
    free: int


@dataclass(frozen=True)
class Storage:
    """All volumes and groups at one moment."""

    volumes: list[Volume] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def volume_of(self, device: str) -> Optional[Volume]:
        """The volume with this MAJOR:MINOR."""
        return next((volume for volume in self.volumes if volume.device == device), None)

    def named(self, group: str, name: str) -> Optional[Volume]:
        """The volume of this name."""
        return next((volume for volume in self.volumes if (volume.group, volume.name) == (group, name)), None)

    def tagged(self, tag: str, group: Optional[str] = None) -> list[Volume]:
        """The volumes that carry a tag."""
        return [volume for volume in self.volumes if tag in volume.tags and group in (None, volume.group)]

    def group(self, name: str) -> Optional[Group]:
        """The group of this name."""
        return next((group for group in self.groups if group.name == name), None)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _tags(text: str) -> frozenset[str]:
    return frozenset(tag for tag in text.split(",") if tag)


def _volume(row: dict[str, str]) -> Volume:
    return Volume(
        group=row["vg_name"],
        name=row["lv_name"],
        pool=row["pool_lv"],
        tags=_tags(row["lv_tags"]),
        size=int(_number(row["lv_size"])),
        active=row["lv_active"] == "active",
        skips_activation=row["lv_skip_activation"] not in ("", "0"),
        read_only=row["lv_permissions"].startswith("read-only"),
        device=f"{row['lv_kernel_major']}:{row['lv_kernel_minor']}",
        metadata_size=int(_number(row["lv_metadata_size"])),
        used_percent=_number(row["data_percent"]),
    )


def _group(row: dict[str, str]) -> Group:
    return Group(row["vg_name"], _tags(row["vg_tags"]), int(_number(row["vg_size"])), int(_number(row["vg_free"])))


def _report(root: str, program: str, fields: str, kind: str) -> list[dict[str, str]]:
    # In the installed system's root, because imgbase will see what LVM shows there: its lvm.conf may hide devices.
    answer = ask("chroot", root, program, "--reportformat", "json", "--units", "b", "--nosuffix", "-o", fields)
    if answer.code != 0:
        text = (
            f"'{program}' does not work in the installed system ({answer.words}), so imgbase cannot work there either."
        )
        raise LayoutError(
            "lvm", text, "Check that the image carries lvm2 and that its /etc/lvm does not hide the disk."
        )
    try:
        reports: Any = json.loads(answer.output)
        return [row for report in reports["report"] for row in report.get(kind, [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LayoutError(
            "lvm", f"'{program}' of the image does not answer in JSON ({error}).", "Use lvm2 2.03."
        ) from error


def read_storage(root: str) -> Storage:
    """Everything LVM shows within the installed system; LayoutError when it does not answer."""
    try:
        volumes = [_volume(row) for row in _report(root, "lvs", _VOLUME_FIELDS, "lv")]
        groups = [_group(row) for row in _report(root, "vgs", _GROUP_FIELDS, "vg")]
    except KeyError as error:
        raise LayoutError("lvm", f"LVM's report of the image lacks {error}.", "Use lvm2 2.03.") from error
    return Storage(volumes, groups)
