# SPDX-License-Identifier: GPL-2.0-or-later
# The service on a real private bus: kickstart in and out, the check before the disk is touched, the task, the properties.

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dasbus.connection as dasbus_connection
import pytest

from machine import LAYER, NVR, Machine, path_with

_TESTS = Path(__file__).resolve().parent
SERVICE = "org.fedoraproject.Anaconda.Addons.Imgbased"
PATH = "/org/fedoraproject/Anaconda/Addons/Imgbased"
SECTION = f'%addon org_imgbased --nvr={NVR} --report-url="http://h/x"\n%end\n'
GIB = 1024**3


def plan(prefix: str = "", **changes: Any) -> dict[str, Any]:
    """A plan that fits; keys are names, or ids with a prefix as in 45."""

    def key(name: str) -> str:
        return prefix + name

    names = {
        "/": "root",
        "/var": "var",
        "/var/crash": "var_crash",
        "/var/log": "var_log",
        "/var/log/audit": "var_log_audit",
        "/var/tmp": "var_tmp",
        "/home": "home",
        "/tmp": "tmp",
    }
    volumes = {path: key(f"HostVG-{name}") for path, name in names.items()}
    devices: dict[str, Any] = {
        key("vda1"): {"type": "partition", "name": "vda1", "size": GIB, "parents": [], "children": []},
        key("HostVG"): {
            "type": "lvmvg",
            "name": "HostVG",
            "size": 40 * GIB,
            "parents": [],
            "children": [key("HostVG-HostPool")],
        },
        key("HostVG-HostPool"): {
            "type": "lvmthinpool",
            "name": "HostVG-HostPool",
            "size": 30 * GIB,
            "parents": [key("HostVG")],
            "children": list(volumes.values()),
        },
    }
    for path, volume in volumes.items():
        devices[volume] = {
            "type": "lvmthinlv",
            "name": f"HostVG-{names[path]}",
            "size": 5 * GIB,
            "parents": [key("HostVG-HostPool")],
            "children": [],
        }
    formats = {volume: {"type": "xfs"} for volume in [*volumes.values(), key("vda1")]}
    return {"mounts": {**volumes, "/boot": key("vda1")}, "devices": devices, "formats": formats, **changes}


class Bus:
    """A private bus with the addon's service on it, and the Storage module when there is a plan."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.children: list[subprocess.Popen[bytes]] = []
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={machine.home}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.children.append(daemon)
        assert daemon.stdout is not None
        self.address = daemon.stdout.readline().decode().strip()
        self.connection = dasbus_connection.AddressedMessageBus(self.address)

    def start(self, name: str, *command: str) -> None:
        """Start a service and wait for its name."""
        environment = {
            "PATH": path_with(self.machine),
            "DBUS_ANACONDA_SESSION_BUS_ADDRESS": self.address,
            "STAND_IN_MACHINE": str(self.machine.home),
            "PYTHONPATH": f"{_TESTS.parent}:{_TESTS}:{_TESTS}/stand_ins",
        }
        with open(self.machine.home / "work" / f"{name}.log", "wb") as log:
            child = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)
        self.children.append(child)
        for _attempt in range(300):
            if self.connection.proxy.NameHasOwner(name):
                return
            time.sleep(0.1)
        raise AssertionError((self.machine.home / "work" / f"{name}.log").read_text())

    def start_storage(self, planned: dict[str, Any]) -> None:
        """Anaconda's Storage module."""
        path = self.machine.home / "plan.json"
        path.write_text(json.dumps(planned))
        self.start("org.fedoraproject.Anaconda.Modules.Storage", "stand_ins.storage", str(path))

    @property
    def service(self) -> Any:
        """The addon."""
        return self.connection.get_proxy(SERVICE, PATH)

    def run(self, path: str) -> None:
        """Run a task to its end as Anaconda does; raises what the task raised."""
        task = self.connection.get_proxy(SERVICE, path)
        task.Start()
        while task.IsRunning:
            time.sleep(0.05)
        task.Finish()

    def close(self) -> None:
        """End what was started here."""
        self.connection.disconnect()
        for child in reversed(self.children):
            child.terminate()
            child.wait(10)


@pytest.fixture
def bus(machine: Machine) -> Iterator[Bus]:
    """A bus with the addon on it."""
    made = Bus(machine)
    made.start(SERVICE, "stand_ins.start_service")
    yield made
    made.close()


def errors(bus: Bus, text: str) -> list[str]:
    """What ReadKickstart reports."""
    return list(bus.service.ReadKickstart(text)["error-messages"].unpack())


def test_kickstart_in_and_out(bus: Bus) -> None:
    assert bus.service.KickstartAddons == ["org_imgbased"]
    assert (bus.service.GenerateKickstart(), bus.service.State, bus.service.Enabled) == ("", "absent", False)
    assert (bus.service.ConfigureWithTasks(), bus.service.InstallWithTasks()) == ([], [])
    assert "--nvr 'x' is not usable" in errors(bus, "%addon org_imgbased --nvr=x\n%end\n")[0]
    assert "given twice" in errors(bus, SECTION * 2)[0]
    assert "the section has no lines" in errors(bus, "%addon org_imgbased\nx\n%end\n")[0]
    assert errors(bus, SECTION) == []
    assert (bus.service.GenerateKickstart(), bus.service.State, bus.service.NVR) == (SECTION, "ready", NVR)
    assert len(bus.service.ConfigureWithTasks()) == len(bus.service.InstallWithTasks()) == 1


def test_disabled(bus: Bus) -> None:
    assert errors(bus, "%addon org_imgbased --disable\n%end\n") == []
    assert bus.service.GenerateKickstart() == "%addon org_imgbased --disable\n%end\n"
    assert (bus.service.State, bus.service.Enabled) == ("disabled", False)
    assert (bus.service.ConfigureWithTasks(), bus.service.InstallWithTasks()) == ([], [])


def test_the_layout(bus: Bus) -> None:
    errors(bus, "%addon org_imgbased\n%end\n")
    [path] = bus.service.InstallWithTasks()
    assert bus.connection.get_proxy(SERVICE, path).Name == "Make the image layout"
    bus.run(path)
    wait_for(bus, "done")
    result = json.loads(bus.service.Result)
    assert (result["layer"], bus.service.NVR) == (LAYER, NVR)
    assert bus.connection.get_proxy(SERVICE, path).Progress[1].startswith("Continuing the installation in the layer")
    assert bus.machine.mounted("/sysroot") == "253:21"


def test_a_layout_that_fails(bus: Bus) -> None:
    bus.machine.remove("usr/sbin/imgbase")
    errors(bus, "%addon org_imgbased\n%end\n")
    with pytest.raises(Exception, match="has no program 'imgbase'") as caught:
        bus.run(bus.service.InstallWithTasks()[0])
    assert caught.value.dbus_name == "org.fedoraproject.Anaconda.InstallationError"
    wait_for(bus, "failed")
    assert json.loads(bus.service.Result)["error"]["class"] == "check"


def wait_for(bus: Bus, state: str) -> None:
    """The state follows the task in the service's main loop."""
    for _attempt in range(100):
        if bus.service.State == state:
            return
        time.sleep(0.05)
    raise AssertionError(bus.service.State)


@pytest.mark.parametrize("prefix", ["", "LVM-"], ids=["names (34, 40)", "ids (45)"])
def test_a_plan_that_fits(bus: Bus, prefix: str) -> None:
    bus.start_storage(plan(prefix))
    errors(bus, SECTION)
    assert verdict(bus) == []


def verdict(bus: Bus) -> list[str]:
    """The problems with the plan; selinuxfs is this machine's, which has none as often as not."""
    try:
        bus.run(bus.service.ConfigureWithTasks()[0])
    except Exception as error:
        assert error.dbus_name == "org.fedoraproject.Anaconda.InstallationError"  # type: ignore[attr-defined]
        assert "nothing was written yet" in str(error)
        return [line for line in str(error).splitlines() if line.startswith("- ") and "selinux=0" not in line]
    return []


def test_a_plan_that_does_not_fit(bus: Bus) -> None:
    planned = plan()
    planned["devices"]["HostVG-root"]["type"] = "lvmlv"
    planned["formats"]["HostVG-root"]["type"] = "btrfs"
    planned["devices"]["vda1"]["size"] = 500 * 1000**2
    del planned["mounts"]["/var"]
    bus.start_storage(planned)
    errors(bus, SECTION)
    problems = verdict(bus)
    assert [
        "not a thin volume" in problems[0],
        "btrfs" in problems[1],
        "/var" in problems[2],
        "500000000" in problems[3],
    ] == [True] * 4


def test_a_format_that_is_not_known_is_checked_later(bus: Bus) -> None:
    bus.start_storage(plan(formats={}))
    errors(bus, SECTION)
    assert verdict(bus) == []
    log = (bus.machine.home / "work" / f"{SERVICE}.log").read_text()
    assert "The file system planned for HostVG-root is not known yet" in log


def test_no_storage_module(bus: Bus) -> None:
    errors(bus, SECTION)
    assert verdict(bus) == []
    assert "The planned storage could not be read" in (bus.machine.home / "work" / f"{SERVICE}.log").read_text()
