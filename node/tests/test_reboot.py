# SPDX-License-Identifier: GPL-2.0-or-later
# What a reboot does to the service that asked for it, and reboots that were cut off or have happened already.
import signal
from pathlib import Path

import pytest

from basewright_node import upgrade
from basewright_node.operation import Operation
from basewright_node.state import Pending
from conftest import KEY, NEW, NEXT, Stand
from server import BootPlane
from test_check_in import WISH, wanted, wanted_image


@pytest.mark.parametrize("action", ["upgrade", "rollback"])
def test_the_stop_that_a_reboot_brings_is_no_failure(
    joined: Stand, plane: BootPlane, tmp_path: Path, action: str
) -> None:
    # systemd ends the check-in before systemctl has ended, and systemctl with it.
    joined.set(faults=["stops-services"])
    if action == "upgrade":
        wanted_image(plane, tmp_path, reboot="now")
    else:
        wanted(plane, action="rollback", reboot="now")
    ran = joined.run("check-in")
    assert (ran.code, plane.steps[-1]) == (0, "rebooting"), ran.err
    status = joined.status()
    assert (status["last"]["step"], status["pending"]["kind"]) == ("installed", action)
    assert joined.run("health").code == 0
    assert plane.steps[-1] == {"upgrade": "good", "rollback": "rolled-back"}[action]


def test_a_reboot_of_a_person_is_no_failure(stand: Stand, image: Path) -> None:
    stand.set(faults=["stops-services"])
    ran = stand.run("upgrade", "--json", "--reboot", "--file", str(image))
    assert (ran.code, ran.lines[-1]["result"]) == (0, "done")


def test_a_wish_that_was_cut_off_before_its_reboot_is_done_to_its_end(
    joined: Stand, plane: BootPlane, tmp_path: Path
) -> None:
    joined.set(faults=["reboot-is-late"])
    wanted_image(plane, tmp_path, reboot="now")
    assert joined.run("check-in").code == -9
    joined.set(faults=[])
    assert joined.status()["layer"] == NEW + "+1"
    assert joined.run("check-in").code == 0
    assert (plane.steps[-1], plane.reports[-1]["wish"]) == ("rebooting", WISH)
    assert joined.status()["layer"] == NEXT + "+1"


def test_no_second_reboot_for_a_layer_that_did_not_come_up(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    # The boot loader went back, and the health check has not said so yet: the next one would only go round.
    wanted_image(plane, tmp_path, reboot="window")
    joined.run("check-in")
    (joined.root / "proc/sys/kernel/random/boot_id").write_text("another-boot\n")
    joined.conf(url=plane.url, host="node1", key=KEY, window="any")
    joined.run("check-in")
    assert joined.status()["layer"] == NEW + "+1"
    assert ["systemctl", "reboot"] not in joined.calls


def test_a_stop_after_the_work_is_no_failure(joined: Stand, plane: BootPlane) -> None:
    operation = Operation(joined.node(), "upgrade", False, WISH)

    def stopped_at_its_end() -> str:
        with operation.node.state.change() as record:
            record.pending = Pending(operation.id, "upgrade", NEXT, NEXT + "+1", NEW + "+1", 1.0, 2, WISH, "never")
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(KeyboardInterrupt):
            upgrade.carry_out(operation, stopped_at_its_end)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert plane.steps == ["installed"]
    last = operation.node.state.read().last
    assert last is not None
    assert last.step == "installed"
