# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: makes the disks that a kickstart would make, mounts them as Anaconda does, and takes all away.

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

GROUP = "HostVG"
POOL = "HostPool"
SYSIMAGE = "/mnt/sysimage"
SYSROOT = "/mnt/sysroot"
NIST = ("/var", "/var/crash", "/var/log", "/var/log/audit", "/var/tmp", "/home", "/tmp")
# What the volume group and /boot lie on: a disk, or a snapshot of a prepared one.
_DISK = "/dev/mapper/scene-disk"
_BOOT = "/dev/mapper/scene-boot"
_PLAIN = "/dev/ubdc"
_OWN = {"scene-disk": "/dev/ubda", "scene-boot": "/dev/ubdb"}
_PREPARED = {"scene-disk": "/dev/ubdd", "scene-boot": "/dev/ubde"}
_CHANGES = {"scene-disk": "/dev/ubdf", "scene-boot": "/dev/ubdg"}
_ERASED_BYTES = 4 * 1024**2


@dataclass(frozen=True)
class Disks:
    """What the kickstart asks for. ``root`` is thin, linear, plain (a disk) or none (a directory)."""

    root: str = "thin"
    filesystem: str = "ext4"
    volumes: tuple[str, ...] = NIST
    boot_mib: int = 1024
    names: tuple[tuple[str, str], ...] = ()
    # The installer's kernel got node_storage=minimal: imgbase insists on /var only.
    minimal: bool = False

    def name_of(self, path: str) -> str:
        """The logical volume of a path."""
        return dict(self.names).get(path, path[1:].replace("/", "_"))


def run(*argv: str, text: str = "") -> str:
    """A program that must work; its output."""
    done = subprocess.run(argv, input=text, capture_output=True, text=True, errors="replace", timeout=120, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)}: {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


# What most scenes need: made once in each machine, and given to each scene as a snapshot.
SMALL = Disks(volumes=("/var",), minimal=True)
_prepared: list[Disks] = []


_standing: list[Disks] = []


def make(disks: Disks, image: Path) -> None:
    """Volumes, file systems, the image's files, and the mounts of a live installation.

    A scene that restored what it changed leaves them standing, for the next one that wants the same.
    """
    if _standing == [disks]:
        return
    take_away()
    if replace(disks, minimal=True) == SMALL:
        if SMALL not in _prepared:
            _open_disks(_PREPARED)
            _fill(SMALL, image)
            unmount(SYSIMAGE)
            _close_disks()
            _prepared.append(SMALL)
        _open_snapshots()
        run("vgchange", "-ay", GROUP)
        _mount(sources_of(disks))
    else:
        _open_disks(_OWN)
        _fill(disks, image)
    binds = {f"{SYSIMAGE}{path}": path for path in ("/dev", "/proc", "/run", "/sys")}
    if disks.minimal:
        Path("/run/cmdline").write_text("node_storage=minimal\n")
        binds = {"/proc/cmdline": "/run/cmdline", **binds}
    _mount_all([f"{source} {point} none rbind 0 0" for point, source in {**binds, SYSROOT: SYSIMAGE}.items()])
    # So does the payload of a live image.
    run("mount", "--make-rprivate", "/")
    _standing.append(disks)


def _open_disks(sources: dict[str, str]) -> None:
    for source in sources.values():
        with open(source, "r+b") as sink:
            sink.write(bytes(_ERASED_BYTES))
            os.fsync(sink.fileno())
    tables = [f"{name},,,rw,0 {_sectors(source)} linear {source} 0" for name, source in sources.items()]
    _create(tables)


def _open_snapshots() -> None:
    # N: the changes need not outlive the machine.
    tables = [
        f"{name},,,rw,0 {_sectors(source)} snapshot {source} {_CHANGES[name]} N 16"
        for name, source in _PREPARED.items()
    ]
    _create(tables)


def _create(tables: list[str]) -> None:
    run("dmsetup", "create", "--concise", ";".join(tables))
    run("dmsetup", "mknodes")


def _close_disks() -> None:
    subprocess.run(["vgchange", "-an"], capture_output=True, check=False, timeout=120)
    open_ones = [line.split()[0] for line in run("dmsetup", "ls").splitlines() if line.startswith("scene-")]
    if open_ones:
        run("dmsetup", "remove", *open_ones)
    left = [name for name in os.listdir("/sys/block") if name.startswith("dm-")]
    if left:
        raise RuntimeError("devices are left: " + run("dmsetup", "ls"))


def _sectors(source: str) -> int:
    with open(source, "rb") as disk:
        return disk.seek(0, os.SEEK_END) // 512


def _fill(disks: Disks, image: Path) -> None:
    if disks.root != "none":
        _make_volumes(disks)
        for path, source in sources_of(disks).items():
            _make_filesystem(path, source, disks)
        _mount(sources_of(disks))
    run("cp", "-a", f"{image}/.", SYSIMAGE)
    lines = [f"{source} {path} {disks.filesystem} defaults 0 0" for path, source in sources_of(disks).items()]
    Path(f"{SYSIMAGE}/etc/fstab").write_text("\n".join(["# made by Anaconda", *lines]) + "\n")


def _mount(sources: dict[str, str]) -> None:
    _mount_all([f"{source} {SYSIMAGE}{path} auto X-mount.mkdir 0 0" for path, source in sources.items()])


def _mount_all(lines: list[str]) -> None:
    # One call: starting a program is what costs most in this machine.
    table = Path("/run/mount-all")
    table.write_text("\n".join(lines) + "\n")
    run("mount", "-a", "-T", str(table))


def sources_of(disks: Disks) -> dict[str, str]:
    """Path -> device of each file system, in the order of mounting."""
    if disks.root == "none":
        return {}
    sources = {path: f"/dev/mapper/{GROUP}-{disks.name_of(path)}" for path in disks.volumes}
    sources["/"] = _PLAIN if disks.root == "plain" else f"/dev/mapper/{GROUP}-root"
    if disks.boot_mib:
        sources["/boot"] = _BOOT
    return dict(sorted(sources.items()))


def _make_volumes(disks: Disks) -> None:
    run("vgcreate", "-y", GROUP, _DISK)
    run("lvcreate", "-y", "--type", "thin-pool", "-L", "12G", "--poolmetadatasize", "32M", "-n", POOL, GROUP)
    for path in disks.volumes:
        run("lvcreate", "-y", "-V", "1G", "--thin", "-n", disks.name_of(path), f"{GROUP}/{POOL}")
    if disks.root == "thin":
        run("lvcreate", "-y", "-V", "2G", "--thin", "-n", "root", f"{GROUP}/{POOL}")
    elif disks.root == "linear":
        run("lvcreate", "-y", "-L", "1G", "-n", "root", GROUP)


def _make_filesystem(path: str, source: str, disks: Disks) -> None:
    if path == "/boot":
        run("mkfs.ext4", "-q", "-F", source, f"{disks.boot_mib}M")
    elif disks.filesystem == "xfs":
        run("mkfs.xfs", "-q", "-f", source)
    else:
        run(f"mkfs.{disks.filesystem}", "-q", "-F", source)


def processes_in_trees() -> list[int]:
    """Processes whose root, directory or program lies in the installed system, and LVM's monitor."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) in (1, os.getpid()):
            continue
        try:
            places = [os.readlink(f"/proc/{entry}/{name}") for name in ("root", "cwd", "exe")]
            monitor = Path(f"/proc/{entry}/comm").read_text().strip() == "dmeventd"
        except OSError:
            continue
        if monitor or any(place.startswith("/mnt/") or "sysroot" in place for place in places):
            found.append(int(entry))
    return found


def end_processes() -> None:
    """End what the installed system's programs left running, and wait until it is gone."""
    for _turn in range(100):
        left = processes_in_trees()
        if not left:
            return
        for number in left:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        # Not ours to wait for: they are the first process's children, which reaps them.
        subprocess.run(["sleep", "0.02"], check=False)
    raise RuntimeError(f"processes {left} do not end")


def mount_points(*trees: str) -> list[str]:
    """Mount points at and below some directories, each as often as something is mounted there, in order of mounting."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = [line.split()[4] for line in lines]
    return [point for point in points if any(point == tree or point.startswith(f"{tree}/") for tree in trees)]


def unmount(tree: str) -> None:
    """Unmount a tree with all that is stacked over it; fails when something is busy."""
    while tree in mount_points(tree):
        run("umount", "-R", tree)


def take_away() -> None:
    """Back to empty disks, whatever the scene left; fails when that is not possible."""
    _standing.clear()
    end_processes()
    for place in ("/run/imgbased-layer", SYSROOT, SYSIMAGE):
        unmount(place)
    for point in reversed(mount_points("/run", "/sys", "/proc")):
        if point.startswith("/run/imgbased") or point in ("/sys/fs", "/proc/cmdline"):
            run("umount", "-R", point)
    _close_disks()
    end_processes()
    for tree in (SYSIMAGE, SYSROOT):
        shutil.rmtree(tree)
        os.mkdir(tree)
