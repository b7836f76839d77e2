# SPDX-License-Identifier: GPL-2.0-or-later
# Makes every later `dracut -f` write the initramfs that the layer boots.
"""imgbase copies /boot/initramfs-KERNEL.img as the image brought it, and Anaconda makes it anew one step later.
dracut follows a link at its output file, so a link makes that one step, and every later one, reach the layer."""

import os

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.lvm import Volume
from org_imgbased.layout.programs import ask
from org_imgbased.layout.scene import Journal, Target

_DRACUT_SECONDS = 3600.0


def link_initramfs(target: Target, layer: Volume, kernels: list[str], journal: Journal) -> None:
    """Link each kernel's initramfs; where /boot has no links, make the layer's initramfs now. LayoutError else."""
    for kernel in kernels:
        name = f"initramfs-{kernel}.img"
        link = os.path.join(target.path("/boot"), name)
        goal = f"{layer.name}/{name}"
        try:
            _replace_by_link(link, goal)
        except OSError as error:
            journal.warn(
                f"/boot/{name} could not be made a link ({error.strerror}), so the layer's initramfs is made now; "
                "what a %post adds to it is missing."
            )
            _make_now(target, goal, kernel)
            continue
        if not os.path.isfile(link) or os.path.getsize(link) == 0:
            problem = f"/boot/{name} leads to {goal}, but there is no initramfs."
            raise LayoutError("initramfs", problem, "The machine would not start. Install again, and report this.")


def _replace_by_link(link: str, goal: str) -> None:
    temporary = f"{link}.new"
    if os.path.lexists(temporary):
        os.unlink(temporary)
    os.symlink(goal, temporary)
    os.replace(temporary, link)


def _make_now(target: Target, goal: str, kernel: str) -> None:
    answer = ask("chroot", target.sysroot, "dracut", "-f", f"/boot/{goal}", kernel, seconds=_DRACUT_SECONDS)
    if answer.code != 0:
        problem = f"The layer's initramfs could not be made: dracut ended with {answer.words}."
        raise LayoutError("initramfs", problem, "Put /boot on ext4 or xfs, and install again.")
