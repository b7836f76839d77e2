# SPDX-License-Identifier: GPL-2.0-or-later
# What imgbase needs of the image and of the running installer; checked before it is called, all problems together.

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator

from org_imgbased.layout.programs import ask
from org_imgbased.layout.root import find_program
from org_imgbased.layout.scene import NVR_FILE, Journal, Scene
from org_imgbased.values import nvr_problem

_PROGRAMS = {
    "imgbase": "imgbased",
    "lvs": "lvm2",
    "grubby": "grubby",
    "grub2-mkconfig": "grub2-tools-minimal",
    "pkill": "procps-ng",
    "findmnt": "util-linux",
    "rsync": "rsync",
    "getenforce": "libselinux-utils",
}
_FILES = {
    "/etc/default/grub": "Anaconda writes it with the boot loader",
    "/boot/grub2/grubenv": "Anaconda writes it with the boot loader",
    "/etc/ssh/sshd_config": "install openssh-server into the image",
    "/etc/system-release-cpe": "the image's release package brings it",
    "/usr/share/factory/etc/passwd": "end the image's build with 'imgbase image-build --postprocess'",
    "/usr/share/factory/etc/group": "end the image's build with 'imgbase image-build --postprocess'",
}
GRUBBY_BLS = "/usr/libexec/grubby/grubby-bls"


def check_programs(scene: Scene, _journal: Journal) -> Iterator[str]:
    """Programs that imgbased calls within the installed system."""
    for name, package in _PROGRAMS.items():
        if find_program(scene.target.sysroot, name) is None:
            yield f"The image has no program '{name}', which imgbased calls. Build the image with the package {package}."


def check_nvr(scene: Scene, journal: Journal) -> Iterator[str]:
    """The image's name is the boot entry's title, also when the kickstart names the base (bootsetup.py _get_title)."""
    name = scene.image_nvr
    if not name:
        yield f"The image does not say its name in {NVR_FILE}. End its build with 'imgbase image-build --set-nvr=...'."
        return
    if name != name.strip():
        yield f"The image's name in {NVR_FILE} ends in a blank or a line end, which imgbased takes for a part of it. Write it with printf."
        return
    problem = nvr_problem(name)
    if problem:
        yield f"The image's name '{name}' ({NVR_FILE}) is not usable: {problem}. Build the image under another name."
    if scene.options.nvr and scene.options.nvr != name:
        journal.warn(
            f"The base is called {scene.options.nvr} as the kickstart says, but the image calls itself {name}: "
            "the boot menu shows the latter."
        )


def check_files(scene: Scene, _journal: Journal) -> Iterator[str]:
    """Files imgbased changes or compares with; without them it dies half-way."""
    for path, fix in _FILES.items():
        if not os.path.isfile(scene.target.path(path)):
            yield f"{path} is missing, and imgbased needs it: {fix}."
    link = "/etc/grub2-efi.cfg" if os.path.isdir(f"{scene.target.sys}/firmware/efi") else "/etc/grub2.cfg"
    if not os.path.isfile(scene.target.path(link)):
        yield f"{link} does not lead to a file, so imgbased finds no boot configuration. Install grub2 and its boot loader."


def check_kernels(scene: Scene, _journal: Journal) -> Iterator[str]:
    """imgbased copies the files of the packages that provide 'kernel' (bootsetup.py _get_kernel_files)."""
    kernels = scene.kernels()
    if not kernels:
        yield "There is no /boot/vmlinuz-VERSION. The image must hold a kernel from a package."
    for kernel in kernels:
        if kernel.count("-") != 1:
            yield f"The kernel /boot/vmlinuz-{kernel} is not named VERSION-RELEASE; imgbased cannot make a boot entry for it."
        if not os.path.isfile(scene.target.path(f"/boot/initramfs-{kernel}.img")):
            yield f"/boot/initramfs-{kernel}.img is missing. Build the image with the package dracut-config-generic."
    answer = ask("chroot", scene.target.sysroot, "rpm", "-q", "--whatprovides", "kernel", "--dbpath", "/usr/share/rpm")
    if answer.code != 0 or not answer.output.strip():
        yield (
            f"No package in /usr/share/rpm provides 'kernel' ({answer.words}). "
            "End the image's build with 'imgbase image-build --postprocess', which moves the database there."
        )


def check_selinux(scene: Scene, _journal: Journal) -> Iterator[str]:
    """imgbased binds selinuxfs into the layer (osupdater.py); Anaconda's own --noselinux leaves it there."""
    if not os.path.isdir(f"{scene.target.sys}/fs/selinux"):
        yield f"{scene.target.sys}/fs/selinux is missing: the installer was booted with selinux=0. Boot it without."


def check_dev(scene: Scene, journal: Journal) -> Iterator[str]:
    """imgbased makes /dev/urandom in the layer and fails when it is there; a devtmpfs hides what the volume holds."""
    view = tempfile.mkdtemp(prefix="imgbased-root-", dir=scene.target.run)
    bound = ask("mount", "--bind", scene.target.sysroot, view)
    try:
        if bound.code != 0:
            journal.warn(f"Whether the image holds device nodes could not be seen: {bound.words}.")
        elif os.path.lexists(os.path.join(view, "dev", "urandom")):
            yield "The image holds a /dev/urandom, which imgbased wants to make itself. Build the image with an empty /dev."
    finally:
        if bound.code == 0:
            ask("umount", view)
        with contextlib.suppress(OSError):
            os.rmdir(view)


def _dmeventd_runs(proc: str) -> bool:
    for entry in os.listdir(proc):
        if entry.isdigit():
            with contextlib.suppress(OSError), open(f"{proc}/{entry}/comm", encoding="utf-8") as source:
                if source.read().strip() == "dmeventd":
                    return True
    return False


def check_monitor(scene: Scene, journal: Journal) -> Iterator[str]:
    """imgbase's last act is 'pkill dmeventd', which fails when none runs; so start one."""
    volume = scene.root_volume
    if volume and not _dmeventd_runs(scene.target.proc):
        ask("vgchange", "--monitor", "y", volume.group)
        if _dmeventd_runs(scene.target.proc):
            journal.fixed(f"no dmeventd ran, so 'vgchange --monitor y {volume.group}' started one")
        else:
            journal.warn(
                "No dmeventd runs; imgbase will end with an error after its work is done, which is recognised."
            )
    yield from ()


def link_grubby(scene: Scene, journal: Journal) -> Iterator[str]:
    """EL10 and Fedora: grubby itself writes boot loader entries, but imgbased looks for the old name of that program.

    Without the link imgbased ends well and the entry has two ``root=``, the old volume's first.
    """
    link = os.path.join(scene.target.path(os.path.dirname(GRUBBY_BLS)), os.path.basename(GRUBBY_BLS))
    grubby = find_program(scene.target.sysroot, "grubby")
    if grubby and not os.path.lexists(link) and _is_script(scene.target.path(grubby)):
        os.makedirs(os.path.dirname(link), exist_ok=True)
        os.symlink(grubby, link)
        journal.fixed(
            f"the image lacks {GRUBBY_BLS}, so a link to {grubby} was made. "
            "Images for updates must carry this link themselves, or 'imgbase update' fails"
        )
    yield from ()


def _is_script(path: str) -> bool:
    """The grubby that writes boot loader entries is a shell script; the old one is a compiled program."""
    with contextlib.suppress(OSError), open(path, "rb") as source:
        return stat.S_ISREG(os.fstat(source.fileno()).st_mode) and source.read(2) == b"#!"
    return False


CHECKS = (
    check_programs,
    check_nvr,
    check_files,
    check_kernels,
    check_selinux,
    check_dev,
)
# These change something, so they run only when nothing speaks against the layout.
PREPARATIONS = (check_monitor, link_grubby)
