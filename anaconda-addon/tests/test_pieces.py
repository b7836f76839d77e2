# SPDX-License-Identifier: GPL-2.0-or-later
# The small pieces by themselves: programs, mounts, paths inside a root, boot entries.

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from org_imgbased.layout.bootentries import Entry
from org_imgbased.layout.mounts import Mounts
from org_imgbased.layout.programs import ask, follow
from org_imgbased.layout.report import post
from org_imgbased.layout.root import find_program, inside


def test_output_and_errors_are_kept_apart() -> None:
    done = ask("sh", "-c", "echo out; echo err >&2; exit 3")
    assert (done.code, done.output, done.errors, done.words) == (3, "out\n", "err\n", "err")


def test_a_program_that_is_not_there() -> None:
    done = ask("no-such-program-here")
    assert (done.code, done.words) == (127, "no-such-program-here: No such file or directory")


def test_a_program_that_hangs_is_ended_with_its_children() -> None:
    started = time.monotonic()
    done = ask("sh", "-c", "sleep 60 & wait", seconds=0.3)
    assert (done.timed_out, done.code, time.monotonic() - started < 10) == (True, -15, True)


def test_the_terminal_and_TMPDIR_stay_away(monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: N802
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert ask("sh", "-c", 'cat; echo "$TMPDIR $LC_ALL"').output == " C.UTF-8\n"


def test_lines_come_while_it_runs(tmp_path: Path) -> None:
    seen: list[tuple[str, bool]] = []
    gate = tmp_path / "gate"
    script = f"echo one; while [ ! -e {gate} ]; do sleep 0.05; done; printf 'b\\303'; printf '\\251 \\377\\nlast'"

    def take(line: str) -> None:
        seen.append((line, gate.exists()))
        gate.touch()

    done = follow(["sh", "-c", script], str(tmp_path / "log"), take, 30)
    assert seen == [("one", False), ("bé \ufffd", True), ("last", True)]
    assert done.output == "one\nbé \ufffd\nlast"


def test_a_program_that_cannot_be_followed(tmp_path: Path) -> None:
    assert follow(["no-such-program-here"], str(tmp_path / "log"), print, 1).code == 127


ROWS = """\
1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:9 / /mnt rw shared:1 - tmpfs none rw
3 2 253:1 / /mnt/root rw master:2 - xfs /dev/mapper/vg-root rw
4 3 8:2 / /mnt/root/boot rw - ext4 /dev/sda2 rw
5 4 8:3 / /mnt/root/boot/efi rw - vfat /dev/sda3 rw
6 3 253:9 / /mnt/root rw - xfs /dev/mapper/vg-layer rw
7 6 253:4 / /mnt/root/a\\040b rw - xfs /dev/mapper/vg-a\\040b rw
not a line
"""


def test_what_is_seen_of_stacked_mounts() -> None:
    mounts = Mounts(ROWS.splitlines())
    root = mounts.at("/mnt/root")
    assert root is not None
    assert (root.device, root.filesystem, root.source) == ("253:9", "xfs", "/dev/mapper/vg-layer")
    assert mounts.at("/mnt/root/boot") is None
    assert [mount.point for mount in mounts.directly_on(root)] == ["/mnt/root/a b"]
    assert [mount.point for mount in mounts.below("/mnt")] == ["/mnt/root/a b", "/mnt/root"]


def test_links_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for name, goal in {"a": "/etc/b", "b": "../../../etc/c", "loop": "loop", "up": "../../.."}.items():
        (tmp_path / "etc" / name).symlink_to(goal)
    assert inside(str(tmp_path), "/etc/a") == f"{tmp_path}/etc/c"
    assert inside(str(tmp_path), "/etc/up/x") == f"{tmp_path}/x"
    assert not os.path.exists(inside(str(tmp_path), "/etc/loop"))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["..", ".", "a", "", "/", "b"]), max_size=8).map("/".join))
def test_no_path_leaves_the_root(path: str) -> None:
    assert os.path.normpath(inside("/some/root", path)).startswith("/some/root")


def test_programs_behind_links(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "sbin").symlink_to("usr/bin")
    (tmp_path / "usr/bin/real").write_text("")
    (tmp_path / "usr/bin/real").chmod(0o755)
    (tmp_path / "usr/bin/named").symlink_to("/usr/bin/real")
    assert find_program(str(tmp_path), "named") == "/usr/bin/named"
    assert find_program(str(tmp_path), "other") is None


def test_an_entry() -> None:
    entry = Entry("/x/a.conf", "title A (1)\noptions root=/dev/a rd.lvm.lv=v/a rootflags=x root=/dev/b\n")
    assert (entry.name, entry.value("title"), entry.value("linux")) == ("a.conf", "A (1)", "")
    assert entry.arguments("root") == ["/dev/a", "/dev/b"]


def test_a_receiver_that_does_not_answer() -> None:
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        assert post(f"http://127.0.0.1:{silent.getsockname()[1]}/", {}, seconds=0.5) is False
        assert time.monotonic() - started < 5
    assert post("http://127.0.0.1:1/", {}, seconds=5) is False
    assert threading.active_count() < 20
