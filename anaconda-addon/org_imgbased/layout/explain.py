# SPDX-License-Identifier: GPL-2.0-or-later
# imgbase's failures in plain words: what it says, what that means, and what helps.

import re
from dataclasses import dataclass

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.programs import Completed

LAST_LINES = 8
_END_LINES = 40


@dataclass(frozen=True)
class _Cause:
    said: str
    why: str
    fix: str


# Observed with imgbased 1.2.27; the first that fits is told.
_CAUSES = (
    _Cause(r"NVRMissingError", "The image does not say its name.", "Give --nvr, or build the image with --set-nvr."),
    _Cause(
        r"MissingLvmThinPool|Thin Provisioning partitioning scheme is required",
        "The root volume is not thin.",
        "Make it with logvol / --thin --poolname=...",
    ),
    _Cause(r"FilesystemNotSupported", "The root file system is neither ext4 nor xfs.", "Use --fstype=xfs."),
    _Cause(r"SeparateVarPartition", "/var is not a file system of its own.", "Add logvol /var."),
    _Cause(
        r"VgTaggedLvNotTagged|ExistingImgbaseWithTags",
        "Tags of an earlier layout are on the disks.",
        "Clear the disks (clearpart --all) and install again.",
    ),
    _Cause(r"BootPartitionRequires1G|/boot must have at least", "/boot is too small.", "Give /boot 1100 MiB or more."),
    _Cause(
        r"Is no dir: \S+",
        "A directory for a volume is missing in the image.",
        "Define the volume, or make the directory.",
    ),
    _Cause(r"mknod.*urandom|urandom.*File exists", "The image holds device nodes.", "Build it with an empty /dev."),
    _Cause(r"sys/fs/selinux", "The installer's kernel has no selinuxfs.", "Boot the installer without selinux=0."),
    _Cause(
        r"No grub conf found",
        "The boot configuration is not where imgbased looks.",
        "Install grub2 and its boot loader.",
    ),
    _Cause(
        r"kfiles were not found", "No kernel package is in /usr/share/rpm.", "End the image's build with --postprocess."
    ),
    _Cause(r"Can't find LV for", "fstab names the root file system by UUID or label.", "Write /dev/VG/LV there."),
    _Cause(
        r"insufficient free space|No space left on device|out of (data )?space",
        "The disk, the thin pool or /boot is full.",
        "Use a larger disk, or give less of it to other volumes.",
    ),
    _Cause(
        r"Failed to parse NVR|Invalid LV name|Failed to create a new layer",
        "imgbased could not make the layer; most often the image's name is not usable.",
        "The name must be NAME-VERSION-RELEASE, hold 'node', and have at most 53 characters.",
    ),
    _Cause(
        r"ConfigMigrationError",
        "imgbased could not carry over /etc or /var.",
        "See the lines before the traceback in the log.",
    ),
    _Cause(
        r"BootSetupError",
        "imgbased could not make the boot entry, and may have removed the others.",
        "See the lines before the traceback in the log; the image's name must hold 'node'.",
    ),
    _Cause(r"rpmdb|error: rpm", "The image's package database cannot be read.", "Build the image anew."),
    _Cause(
        r"No such file or directory",
        "A file that imgbased needs is missing.",
        "The last line names it; add it to the image.",
    ),
)
# imgbase's last act is to stop the monitoring of LVM, when everything is done (lvm.py stop_monitoring).
_HARMLESS_END = re.compile(r"pkill['\", ]+dmeventd|vgchange['\", ]+--monitor['\", ]+n")


def last_lines(output: str, count: int = LAST_LINES) -> list[str]:
    """The end of what imgbase said, without empty lines."""
    return [line for line in output.splitlines() if line.strip()][-count:]


def failed_at_the_very_end(output: str) -> bool:
    """Is this the one error that comes after all work is done?"""
    return _HARMLESS_END.search("\n".join(last_lines(output, 3))) is not None


def explain(ended: Completed) -> LayoutError:
    """The error for an imgbase that failed."""
    end = "\n".join(last_lines(ended.output, _END_LINES))
    how = f"was ended by signal {-ended.code}" if ended.code < 0 else f"ended with exit code {ended.code}"
    cause = next((cause for cause in _CAUSES if re.search(cause.said, end)), None)
    why, fix = (cause.why, cause.fix) if cause else ("The cause is not known here.", "See /tmp/imgbased-layout.log.")
    problem = f"'imgbase layout --init' {how}, so this system is not usable. {why}"
    return LayoutError(
        "imgbase",
        problem,
        f"{fix} Then install again from the start: it cannot be repeated on this disk.",
        last_lines(end),
    )
