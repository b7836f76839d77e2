# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: a node that runs. Its volumes as an installation makes them, its booted layer mounted, and the node's programs run on it.

import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from basewright_node import boot_count, cli, health, lvm
from basewright_node.node import Node, node_at
from basewright_node.places import Places

HERE = Path(__file__).resolve().parent
ROOT = "/run/node"
GROUP, POOL = "HostVG", "HostPool"
_DISK, _BOOT = "/dev/ubda", "/dev/ubdb"
KERNEL = "5.14.0-503.11.1.el9.x86_64"
NAME = "small-node"
# What the machine's root has to be for the node's programs; all of it is mounted at ROOT.
_POOL_SIZE, _METADATA_SIZE = "256M", "2M"
_VAR_SIZE, _LAYER_SIZE = "320M", "96M"
BOOT_MIB = 64
# Nothing is written later that would take blocks of the pool meanwhile.
_WHOLE = ("-q", "-E", "lazy_itable_init=0,lazy_journal_init=0")
_FAULTS = Path("/run/faults")
_FAILED = Path("/run/failed-units")
_REBOOTS = Path("/run/reboots")


def base(number: int) -> str:
    """NVR of an image: base(5) is the one that is installed."""
    return f"{NAME}-4.5.{number}-1"


def layer(number: int) -> str:
    """Its layer."""
    return base(number) + "+1"


def run(*argv: str) -> str:
    """A program that must work; its output."""
    done = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=120, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)}: {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def expect(fact: object, text: object) -> None:
    """Fail the scene unless this is true."""
    if not fact:
        raise AssertionError(str(text))


class Done:
    """How a command of the node's program ended. ``said`` is all its output."""

    def __init__(self, code: int, said: str) -> None:
        self.code = code
        self.said = said


class RunningNode:
    """The node; one for each time that the machine is switched on."""

    def __init__(self, images: Path) -> None:
        self._images = images
        self.places = Places(ROOT)
        os.environ["BASEWRIGHT_ROOT"] = ROOT
        os.environ["PATH"] = f"{HERE / 'programs'}:{os.environ['PATH']}"

    def install(self) -> None:
        """What an installation of the first image leaves: pool, base, layer, /var, /boot, and the node's package set up."""
        run("vgcreate", "-y", "-s", "1M", "--addtag", "imgbased:vg", GROUP, _DISK)
        run(
            "lvcreate",
            "-y",
            "--type",
            "thin-pool",
            "-L",
            _POOL_SIZE,
            "--poolmetadatasize",
            _METADATA_SIZE,
            "-n",
            POOL,
            GROUP,
        )
        run("lvchange", "--addtag", "imgbased:pool", f"{GROUP}/{POOL}")
        run("lvcreate", "-y", "-V", _VAR_SIZE, "--thin", "-n", "var", f"{GROUP}/{POOL}")
        run("mkfs.ext4", *_WHOLE, f"/dev/{GROUP}/var")
        # After `layout --init` the first base carries the layers' tag and is writable.
        run(
            "lvcreate",
            "-y",
            "-V",
            _LAYER_SIZE,
            "--thin",
            "--addtag",
            "imgbased:layer",
            "-n",
            base(5),
            f"{GROUP}/{POOL}",
        )
        run("mkfs.ext4", *_WHOLE, f"/dev/{GROUP}/{base(5)}")
        os.makedirs(ROOT)
        run("mount", f"/dev/{GROUP}/{base(5)}", ROOT)
        run("cp", "-a", f"{self._images}/tree/.", ROOT)
        Path(ROOT, "usr/share/imgbase/build/meta/nvr").write_text(base(5))
        run("umount", ROOT)
        snapshot = ["--snapshot", "--setactivationskip", "n", "--addtag", "imgbased:layer"]
        run("lvcreate", *snapshot, "-n", layer(5), f"{GROUP}/{base(5)}")
        run("e2fsck", "-y", "-f", f"/dev/{GROUP}/{layer(5)}")
        run("tune2fs", "-U", "random", f"/dev/{GROUP}/{layer(5)}")
        run("lvchange", "-ky", f"{GROUP}/{base(5)}")
        run("lvchange", "-an", f"{GROUP}/{base(5)}")
        run("mkfs.ext4", "-q", "-F", _BOOT, f"{BOOT_MIB}M")
        self._mount(layer(5))
        self._set_up_boot()

    def _set_up_boot(self) -> None:
        boot = Path(ROOT, "boot")
        run("cp", "-a", f"{self._images}/boot/.", str(boot))
        run("grub-editenv", f"{ROOT}/boot/grub2/grubenv", "create")
        files = boot / layer(5)
        files.mkdir()
        for name in (f"vmlinuz-{KERNEL}", f"initramfs-{KERNEL}.img"):
            run("cp", f"{ROOT}/boot-of-image/{name}", str(files))
        title, where = f"{base(5)} ({KERNEL})", f"/dev/{GROUP}/{layer(5)}"
        lines = [f"title {title}", f"version {KERNEL}", f"options root={where} img.bootid={layer(5)}", ""]
        (boot / "loader/entries").mkdir(parents=True)
        (boot / f"loader/entries/{layer(5)}-{KERNEL}.conf").write_text("\n".join(lines))
        run("grub-editenv", f"{ROOT}/boot/grub2/grubenv", "set", f"saved_entry={title}")
        run("imgbase", "menu")
        conf = Path(self.places.conf)
        conf.parent.mkdir(parents=True)
        # Nobody listens there: what is reported stays in the spool, where it is looked at.
        lines = ["[node]", "url=http://127.0.0.1:9", "host=node1", "key=" + "k" * 43]
        conf.write_text("\n".join([*lines, "health_server=wanted", "health_limit=10", ""]))

    def power_on(self, booted: str) -> None:
        """What the initramfs and systemd do: activate the group, and mount the layer that the boot loader chose."""
        run("vgchange", "-ay", GROUP)
        os.makedirs(ROOT)
        self._mount(booted)

    def _mount(self, booted: str) -> None:
        run("mount", "-o", "discard", f"/dev/{GROUP}/{booted}", ROOT)
        run("mount", "-o", "discard", f"/dev/{GROUP}/var", f"{ROOT}/var")
        run("mount", _BOOT, f"{ROOT}/boot")
        for name in ("proc", "run", "sys"):
            os.makedirs(f"{ROOT}/{name}", exist_ok=True)
        run("mount", "--bind", "/proc", f"{ROOT}/proc")

    def power_off(self) -> None:
        """As a shutdown does."""
        run("umount", "-R", ROOT)
        run("vgchange", "-an", GROUP)
        os.sync()

    @property
    def node(self) -> Node:
        """The node as its programs see it."""
        return node_at(self.places)

    def image(self, number: int) -> str:
        """Path of an image."""
        return str(self._images / f"{base(number)}.squashfs")

    def call(self, *words: str) -> Done:
        """Runs a command of the node's program, as a person does."""
        return _in_a_process(lambda: cli.main(list(words)))

    def begin(self, *words: str) -> int:
        """Begins such a command in a session of its own, and returns its number."""
        child = os.fork()
        if child == 0:
            os.setsid()
            _become(lambda: cli.main(list(words)))
        return child

    def health(self) -> Done:
        """Runs the health check with a limit of no time: one look decides."""
        return _in_a_process(lambda: health.run(self.node, False))

    @contextlib.contextmanager
    def fault(self, word: str) -> Iterator[None]:
        """imgbase has this fault meanwhile."""
        _FAULTS.write_text(word + "\n")
        try:
            yield
        finally:
            _FAULTS.unlink()

    @contextlib.contextmanager
    def failed_unit(self, name: str) -> Iterator[None]:
        """This unit has failed meanwhile."""
        _FAILED.write_text(name + "\n")
        try:
            yield
        finally:
            _FAILED.unlink()

    def reboots(self) -> int:
        """How often a reboot was begun since the machine was switched on."""
        return len(_REBOOTS.read_text().splitlines()) if _REBOOTS.exists() else 0

    def volumes(self) -> dict[str, tuple[str, str, str]]:
        """Name -> LVM's own identity, tags and permissions of each volume."""
        fields = "lv_name,lv_uuid,lv_tags,lv_permissions"
        rows = json.loads(run("lvs", "--reportformat", "json", "-o", fields))["report"][0]["lv"]
        return {row["lv_name"]: (row["lv_uuid"], row["lv_tags"], row["lv_permissions"]) for row in rows}

    def boot_files(self) -> dict[str, bytes]:
        """Everything in /boot."""
        return {str(path): path.read_bytes() for path in sorted(Path(ROOT, "boot").rglob("*")) if path.is_file()}

    def pool(self) -> lvm.Volume:
        """The thin pool."""
        found = lvm.named(lvm.volumes(), POOL)
        if found is None:
            raise AssertionError("there is no pool")
        return found

    def counting(self) -> boot_count.Counting:
        """What GRUB counts."""
        return boot_count.state(self.places)

    def layers_on_trial(self) -> list[str]:
        """Layers whose kernels are told to start again instead of waiting for a person."""
        found = [path.read_text() for path in sorted(Path(self.places.entries).glob("*.conf"))]
        return [text.split("img.bootid=")[1].split()[0] for text in found if "basewright.trial" in text]

    def saved_entry(self) -> str:
        """The boot default, as it stands in the environment block."""
        text = run("grub-editenv", f"{ROOT}/boot/grub2/grubenv", "list")
        return next(line.split("=", 1)[1] for line in text.splitlines() if line.startswith("saved_entry="))

    def reports(self) -> list[dict[str, Any]]:
        """What waits to be reported, the oldest first."""
        return [json.loads(path.read_text()) for path in sorted(Path(self.places.spool).glob("*.json"))]


def _become(call: Callable[[], int]) -> None:
    code = 70
    try:
        code = call()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _in_a_process(call: Callable[[], int]) -> Done:
    """Forked, because a new Python takes seconds to read its modules from the host."""
    said = Path("/run/said-by-the-node")
    said.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        with open(said, "wb", buffering=0) as sink:
            os.dup2(sink.fileno(), 1)
            os.dup2(sink.fileno(), 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), line_buffering=True)
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), line_buffering=True)
        _become(call)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Done(code, said.read_text(errors="replace"))
