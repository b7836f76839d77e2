# SPDX-License-Identifier: GPL-2.0-or-later
# What the layout step works on: the paths, the options, and what is seen there at one moment.

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.lvm import Storage, Volume, read_storage
from org_imgbased.layout.mounts import Mount, Mounts, read_mounts
from org_imgbased.layout.root import inside
from org_imgbased.section import LayoutOptions
from org_imgbased.volumes import paths_wanted

log = logging.getLogger("anaconda.org_imgbased")
NVR_FILE = "/usr/share/imgbase/build/meta/nvr"


@dataclass(frozen=True)
class Target:
    """Where the system is. ``work`` is where the installer keeps its logs; the rest is the kernel's view."""

    sysroot: str = "/mnt/sysroot"
    sysimage: str = "/mnt/sysimage"
    work: str = "/tmp"  # noqa: S108 - Anaconda's own place for logs
    run: str = "/run"
    proc: str = "/proc"
    sys: str = "/sys"

    @property
    def layer(self) -> str:
        """Where the new layer is mounted while it is put over the installed system."""
        return f"{self.run}/imgbased-layer"

    def path(self, inner: str) -> str:
        """A path of the installed system, from outside."""
        return inside(self.sysroot, inner)


@dataclass
class Journal:
    """What happened besides the result: for the log, the screen and the report."""

    progress: Callable[[str], None] = lambda text: None
    warnings: list[str] = field(default_factory=list)
    fixes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def warn(self, text: str) -> None:
        """Something the admin should know; the installation goes on."""
        log.warning("%s", text)
        self.warnings.append(text)

    def fixed(self, text: str) -> None:
        """Something that was wrong, is known and has been put right."""
        log.warning("Put right: %s", text)
        self.fixes.append(text)

    def say(self, text: str) -> None:
        """One step of the progress."""
        log.info("%s", text)
        self.progress(text)


@dataclass(frozen=True)
class Scene:
    """What is there before imgbase runs."""

    target: Target
    options: LayoutOptions
    mounts: Mounts
    storage: Storage
    kernel_arguments: str
    image_nvr: str

    @property
    def root(self) -> Optional[Mount]:
        """The mount of the installed system's root."""
        return self.mounts.at(self.target.sysroot)

    @property
    def root_volume(self) -> Optional[Volume]:
        """The logical volume of the root, if it is one."""
        return self.storage.volume_of(self.root.device) if self.root else None

    @property
    def nvr(self) -> str:
        """The name of the base."""
        return self.options.nvr or self.image_nvr

    @property
    def paths_wanted(self) -> list[str]:
        """The paths for which imgbased wants a volume."""
        return paths_wanted(self.kernel_arguments)

    def mount_of(self, path: str) -> Optional[Mount]:
        """What is mounted at a path of the installed system."""
        return self.mounts.at(self.target.sysroot.rstrip("/") + path)

    def kernels(self) -> list[str]:
        """The versions of the kernels in /boot, rescue kernels left out."""
        prefix = "vmlinuz-"
        try:
            names = os.listdir(self.target.path("/boot"))
        except OSError:
            return []
        return sorted(name[len(prefix) :] for name in names if name.startswith(prefix) and "-rescue-" not in name)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return ""


def look(target: Target, options: LayoutOptions) -> Scene:
    """See what is there now; LayoutError when LVM does not answer."""
    if not os.path.isdir(target.sysroot):
        raise LayoutError("check", f"There is no installed system at {target.sysroot}.", "Install one first.")
    return Scene(
        target=target,
        options=options,
        mounts=read_mounts(target.proc),
        storage=read_storage(target.sysroot),
        kernel_arguments=_text(f"{target.proc}/cmdline"),
        image_nvr=_text(target.path(NVR_FILE)),
    )
