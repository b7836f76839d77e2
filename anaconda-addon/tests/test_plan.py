# SPDX-License-Identifier: GPL-2.0-or-later
# The planned storage: what stops the installation before anything is written, and what is only told.

from dataclasses import replace
from typing import Any

import pytest

from org_imgbased.plan import Device, Plan, judge_plan
from org_imgbased.volumes import OWN_VOLUMES

GIB = 1024**3


def plan(**changes: Any) -> Plan:
    """One that fits."""
    paths = {"/": "root", **OWN_VOLUMES}
    thin = {f"vg-{name}": Device(f"vg-{name}", "lvmthinlv", 5 * GIB, "xfs", ("vg-pool",)) for name in paths.values()}
    devices = {
        "sda1": Device("sda1", "partition", GIB, "xfs"),
        "vg": Device("vg", "lvmvg", 40 * GIB, "", ("sda2",), ("vg-pool",)),
        "vg-pool": Device("vg-pool", "lvmthinpool", 30 * GIB, "", ("vg",), tuple(thin)),
        **thin,
    }
    mounts = {path: f"vg-{name}" for path, name in paths.items()}
    return replace(Plan({**mounts, "/boot": "sda1"}, devices), **changes)


def without(path: str, **devices: Device) -> Plan:
    """Without a mount point, with other devices."""
    fitting = plan()
    mounts = {key: value for key, value in fitting.mount_points.items() if key != path}
    return replace(
        fitting,
        mount_points=mounts,
        devices={**fitting.devices, **{key.replace("_", "-", 1): one for key, one in devices.items()}},
    )


def test_a_plan_that_fits() -> None:
    assert judge_plan(plan(), "my-node-1-1") == judge_plan(plan())
    assert (judge_plan(plan()).problems, judge_plan(plan()).warnings) == ([], [])


@pytest.mark.parametrize(
    ("planned", "message"),
    [
        (Plan(), "No disk is planned for /"),
        (
            without("x", vg_root=Device("vg-root", "lvmlv", GIB, "xfs", ("vg",))),
            "/ is planned on vg-root, which is not a thin volume",
        ),
        (without("x", vg_root=Device("vg-root", "lvmthinlv", GIB, "ext3", ("vg-pool",))), "/ is planned as ext3"),
        (without("/var"), "No volume is planned for /var"),
        (without("/boot"), "No partition is planned for /boot"),
        (without("x", sda1=Device("sda1", "partition", 10**9 - 1)), "/boot is planned with 999999999 bytes"),
        (without("/var/log"), "A volume is called var_log, as the one imgbased will make for /var/log"),
        (without("x", vg_x=Device("vg-my-node-1-1+1", "lvmthinlv")), "A volume is called my-node-1-1+1"),
        (plan(has_selinuxfs=False), "booted with selinux=0"),
    ],
)
def test_problems(planned: Plan, message: str) -> None:
    assert message in " ".join(judge_plan(planned, "my-node-1-1").problems)


@pytest.mark.parametrize(
    ("planned", "message"),
    [
        (without("x", sda1=Device("sda1", "partition", 10**9)), "may be smaller than imgbased's"),
        (without("x", vg=Device("vg", "lvmvg", 31 * GIB, "", (), ("vg-pool",))), "about 1024 MiB unallocated"),
        (without("/var/crash"), "imgbased will make volumes for /var/crash"),
    ],
)
def test_warnings(planned: Plan, message: str) -> None:
    assert message in " ".join(judge_plan(planned).warnings)


def test_minimal_storage() -> None:
    assert judge_plan(replace(without("/var/log"), kernel_arguments="node_storage=Minimal,x")).problems == []


def test_a_file_system_that_is_not_known() -> None:
    assert judge_plan(without("x", vg_root=Device("vg-root", "lvmthinlv", GIB, "", ("vg-pool",)))).problems == []
