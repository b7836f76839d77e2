# SPDX-License-Identifier: GPL-2.0-or-later
# Upgrades that fail or are cut off, as real processes against the stand-ins: every way in which imgbase fails, a kill in the middle, and a stop.
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any, Dict

import pytest

from conftest import NEW, NEXT, Stand, has_ended, wait_for
from server import BootPlane
from test_check_in import WISH, wanted_image


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("thread", "The boot default is"),
        ("exception", "does not name the base"),
        ("killed", "has no layer"),
        ("default-stays", "The boot default is"),
    ],
)
def test_a_failed_run_leaves_nothing(joined: Stand, plane: BootPlane, image: Path, fault: str, words: str) -> None:
    plane.publish(image, NEXT)
    joined.set(faults=[fault])
    ran = joined.run("upgrade", "--json")
    assert ran.code == 1
    assert ran.lines[-1]["result"] == "failed"
    assert words in ran.lines[-1]["message"]
    joined.is_untouched()
    last = joined.status()["last"]
    assert (last["kind"], last["step"], last["nvr"]) == ("upgrade", "failed", NEXT)
    assert plane.reports[-1]["step"] == "failed"
    assert "Extracting image" in plane.reports[-1]["log"]
    joined.set(faults=[])
    assert joined.run("upgrade").code == 0


def test_a_failed_thread_says_why_in_the_log(joined: Stand, plane: BootPlane, image: Path) -> None:
    # Without --debug it would be a bare exit code 1.
    plane.publish(image, NEXT)
    joined.set(faults=["thread"])
    ran = joined.run("upgrade", "--json")
    assert "RpmPersistenceError: Unsupported product" in Path(ran.lines[-1]["log"]).read_text()


def killed_in_the_middle(stand: Stand, image: Path) -> int:
    """Kills an upgrade while imgbase works; imgbase itself goes on. Returns its process."""
    stand.set(faults=["hang"])
    child = subprocess.Popen(
        stand.command("upgrade", "--file", str(image)), env=stand.environment, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: stand.of(NEXT) == [NEXT] and stand.begun_pid())
    child.kill()
    child.wait()
    return stand.begun_pid()


def test_kill_9_in_the_middle(joined: Stand, plane: BootPlane, image: Path) -> None:
    worker = killed_in_the_middle(joined, image)
    try:
        # imgbase of the killed run still works: nothing is taken from under it.
        ran = joined.run("upgrade", "--json", "--file", str(image))
        assert (ran.code, ran.lines[-1]["result"]) == (1, "failed")
        assert f"(process {worker})" in ran.lines[-1]["message"]
        assert joined.of(NEXT) == [NEXT]
    finally:
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: has_ended(worker))
    joined.set(faults=[])
    ran = joined.run("check-in")
    assert ran.code == 0, ran.err
    assert "was cut off" in ran.out
    joined.is_untouched()
    [failed] = [
        report
        for report in plane.reports
        if report["step"] == "failed" and "was cut off" in report["reason"] and report["nvr"]
    ]
    assert failed["nvr"] == NEXT
    assert joined.run("upgrade", "--file", str(image)).code == 0


def test_kill_9_and_then_the_next_upgrade_cleans_up_itself(stand: Stand, image: Path) -> None:
    os.kill(killed_in_the_middle(stand, image), signal.SIGKILL)
    stand.set(faults=[])
    wait_for(lambda: stand.run("upgrade", "--file", str(image)).code == 0)
    assert stand.of(NEXT) == [NEXT, NEXT + "+1"]


def test_cut_off_at_the_very_end_and_booted(stand: Stand, image: Path) -> None:
    # The power went after imgbase had set the boot default and before that was noted.
    assert stand.run("upgrade", "--file", str(image)).code == 0
    path = stand.root / "var/lib/basewright-node/state.json"
    data: Dict[str, Any] = json.loads(path.read_text())
    pending = data["pending"]
    data["begun"] = {
        "operation": pending["operation"],
        "nvr": NEXT,
        "wish": None,
        "log": "/nowhere/log",
        "reboot": "never",
        "at": pending["since"],
        "booted": NEW + "+1",
        "default": NEW + "+1",
        "volumes": [name for name in stand.state["volumes"] if not name.startswith(NEXT)],
        "mounts": [],
    }
    data["pending"] = None
    path.write_text(json.dumps(data))
    stand.ask("systemctl", "reboot")
    # The health check after the boot judges it as any other.
    assert stand.run("health").code == 0
    status = stand.status()
    assert (status["layer"], status["pending"], status["last"]["step"]) == (NEXT + "+1", None, "good")
    assert status["layout"][-1]["layers"][0]["isGood"] is True


def test_a_wish_that_was_cut_off_before_imgbase_is_told_of(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    # A node does a wish once, so nobody would hear of it again.
    plane.faults = ["503"] * 1000
    wanted_image(plane, tmp_path)
    child = subprocess.Popen(joined.command("check-in"), env=joined.environment, stdout=subprocess.DEVNULL)
    wait_for(lambda: plane.ranges)
    child.kill()
    child.wait()
    ran = joined.run("check-in")
    assert (ran.code, "was cut off" in ran.out) == (0, True), ran.err
    told = [(report["step"], report["wish"], report["nvr"]) for report in plane.reports]
    assert (told[-1], told.count(told[-1])) == (("failed", WISH, NEXT), 1)
    assert joined.status()["last"]["step"] == "failed"
    # Once.
    count = len(plane.reports)
    assert joined.run("check-in").code == 0
    assert len(plane.reports) == count


def test_stopped_it_cleans_up_before_it_goes(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    joined.set(faults=["hang"])
    child = subprocess.Popen(
        joined.command("upgrade", "--json"),
        env=joined.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: joined.of(NEXT) == [NEXT] and joined.begun_pid())
    worker = joined.begun_pid()
    child.terminate()
    out, err = child.communicate(timeout=60)
    assert (child.returncode, json.loads(out.splitlines()[-1])["result"]) == (1, "failed")
    assert "The operation was stopped." in err
    assert not Path(f"/proc/{worker}").exists()
    joined.is_untouched()
    assert plane.steps[-1] == "failed"


def test_a_check_in_beside_an_upgrade_leaves_it_alone(joined: Stand, plane: BootPlane, image: Path) -> None:
    joined.set(updateSeconds=6)
    child = subprocess.Popen(
        joined.command("upgrade", "--file", str(image)), env=joined.environment, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: joined.begun_pid())
    ran = joined.run("check-in")
    assert ran.code == 0, ran.err
    assert len(plane.check_ins) == 1
    assert child.wait(60) == 0
    assert joined.default == NEXT + "+1"


def test_what_cannot_be_removed_is_said_and_the_node_is_not_silent(
    joined: Stand, plane: BootPlane, image: Path
) -> None:
    os.kill(killed_in_the_middle(joined, image), signal.SIGKILL)
    joined.set(faults=["busy"])
    wait_for(lambda: "could not be removed" in joined.run("check-in").out)
    assert plane.check_ins
    # Nothing new is begun on top of it.
    assert joined.run("upgrade", "--file", str(image)).code == 1
    assert joined.of(NEXT) == [NEXT]
    joined.set(faults=[])
    assert joined.run("check-in").code == 0
    assert joined.of(NEXT) == []
