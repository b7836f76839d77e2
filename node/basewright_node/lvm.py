# SPDX-License-Identifier: GPL-2.0-or-later
# The only place that calls lvm: what volumes there are, how full the pool is, and the removal of one.
"""Everything is read as JSON, in bytes. lvm2 >= 2.02.158 has it, which all supported distributions do."""

import json
from typing import Any, Dict, List, NamedTuple, Optional

from .errors import NodeError
from .programs import must

_FIELDS = "vg_name,lv_name,lv_size,data_percent,metadata_percent,lv_attr,pool_lv,origin,lv_tags,vg_tags,lv_time,lv_dm_path,lv_metadata_size"


class Volume(NamedTuple):
    """A logical volume. Sizes in bytes; `made` in seconds since 1970; percents None where lvm gives none (not active)."""

    vg: str
    name: str
    size: int
    data_percent: Optional[float]
    metadata_percent: Optional[float]
    attr: str
    pool: str
    origin: str
    tags: List[str]
    vg_tags: List[str]
    made: Optional[int]
    dm_path: str
    metadata_size: int

    @property
    def is_pool(self) -> bool:
        """Whether it is a thin pool. Source: lvs(8), the first character of lv_attr."""
        return self.attr.startswith("t")

    @property
    def is_open(self) -> bool:
        """Whether something, such as a mount, holds it open."""
        return self.attr[5:6] == "o"


def _percent(text: str) -> Optional[float]:
    return max(0.0, min(100.0, float(text.replace(",", ".")))) if text.strip() else None


def _rows(text: str, kind: str) -> List[Dict[str, str]]:
    try:
        report: Any = json.loads(text)
        return [row for part in report["report"] for row in part.get(kind, [])]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NodeError(
            "The volumes of this machine cannot be read.",
            "lvm's report is no JSON of the known form.",
            "Look at it with: lvs --reportformat json",
        ) from None


def parse_volumes(text: str) -> List[Volume]:
    """The volumes in a JSON report of lvs. Raises NodeError."""
    found = []
    for row in _rows(text, "lv"):
        made = row.get("lv_time", "").split(" ")[0]
        found.append(
            Volume(
                row["vg_name"],
                row["lv_name"].strip("[]"),
                int(float(row.get("lv_size") or 0)),
                _percent(row.get("data_percent", "")),
                _percent(row.get("metadata_percent", "")),
                row.get("lv_attr", ""),
                row.get("pool_lv", "").strip("[]"),
                row.get("origin", "").strip("[]"),
                [tag for tag in row.get("lv_tags", "").split(",") if tag],
                [tag for tag in row.get("vg_tags", "").split(",") if tag],
                int(made) if made.isdigit() else None,
                row.get("lv_dm_path", ""),
                int(float(row.get("lv_metadata_size") or 0)),
            )
        )
    return found


def volumes() -> List[Volume]:
    """All logical volumes. Raises NodeError when lvm fails."""
    argv = ["lvs", "--all", "--reportformat", "json", "--units", "b", "--nosuffix", "--options", _FIELDS]
    output = must(
        argv + ["--config", 'report/time_format="%s"'],
        "The volumes of this machine cannot be read.",
        "Run lvs as root and mend what it says.",
    )
    return parse_volumes(output)


def of_layout(found: List[Volume]) -> List[Volume]:
    """The volumes of imgbased's volume group; imgbased tags it `imgbased:vg`."""
    return [volume for volume in found if "imgbased:vg" in volume.vg_tags]


def pool_of(found: List[Volume], name: str) -> Optional[Volume]:
    """The thin pool in which the volume of this name lies; None when there is none."""
    for volume in found:
        if volume.name == name and volume.pool:
            return next((each for each in found if each.vg == volume.vg and each.name == volume.pool), None)
    return None


def named(found: List[Volume], name: str) -> Optional[Volume]:
    """The volume of this name."""
    return next((volume for volume in found if volume.name == name), None)


def remove(volume: Volume) -> None:
    """Removes a volume for good. Raises NodeError, for instance while it is mounted."""
    path = "{}/{}".format(volume.vg, volume.name)
    must(
        ["lvremove", "--force", "--yes", path],
        "The volume {} could not be removed.".format(path),
        "Look at what holds it with: lsblk --output NAME,MOUNTPOINT",
        600,
    )
