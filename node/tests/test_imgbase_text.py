# SPDX-License-Identifier: GPL-2.0-or-later
# The parsers of imgbase's output, on what it was seen to say, and on anything.
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basewright_node import imgbase, lvm
from basewright_node.errors import NodeError
from basewright_node.grub import Entry
from basewright_node.imgbase import BaseFound, layer_of_title, parse_check, parse_current, parse_layout
from basewright_node.plain import plain_line, plain_lines
from conftest import NEW, OLD, Stand

GREEN, RED, YELLOW, END = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
GROUPS = {
    "Bootloader": ["Layer boot entries", "Valid boot entries"],
    "Mount points": ["Separate /var", "Discard is used"],
    "Basic storage": ["Initialized VG", "Initialized Thin Pool", "Initialized LVs"],
    "Thin storage": ["Checking available space in thinpool", "Checking thinpool auto-extend"],
}
GOOD = f"Status: {GREEN}OK{END}\n" + "".join(
    f"{group} ... {GREEN}OK{END}\n" + "".join(f"  {check} ... {GREEN}OK{END}\n" for check in checks)
    for group, checks in GROUPS.items()
)


def test_layout() -> None:
    text = f"{OLD}\n +- {OLD}+1\n{NEW}\n +- {NEW}+1\n +- {NEW}+2\n"
    assert parse_layout(text) == [BaseFound(OLD, [OLD + "+1"]), BaseFound(NEW, [NEW + "+1", NEW + "+2"])]
    assert parse_layout("RuntimeError: No valid layout found. Initialize if needed.\n") == []
    # A half-made base: no layer.
    assert parse_layout(OLD + "\n") == [BaseFound(OLD, [])]


def test_current() -> None:
    assert parse_current(f"You are on {OLD}+1\n") == OLD + "+1"
    assert parse_current(f"{GREEN}You are on {OLD}+1{END}\n") == OLD + "+1"
    assert parse_current("RuntimeError: Failed to parse NVR: root\n") is None
    assert parse_current(f"You are on {OLD}\n") is None


def test_check_that_is_ok() -> None:
    verdict = parse_check(GOOD)
    assert verdict is not None
    assert verdict.status == "OK"
    assert {group["name"]: [check["name"] for check in group["checks"]] for group in verdict.checks} == GROUPS
    assert all(group["ok"] and group["reason"] is None for group in verdict.checks)


def test_check_that_failed_with_exit_code_0(stand: Stand) -> None:
    stand.set(check="failed")
    verdict = imgbase.check()
    assert verdict is not None
    assert verdict.status == "FAILED"
    [bad] = [group for group in verdict.checks if not group["ok"]]
    assert (bad["name"], bad["reason"][:30]) == ("Thin storage", "It looks like the LVM layout i")
    assert [check["ok"] for check in bad["checks"]] == [False, True]


def test_check_with_an_exception(stand: Stand) -> None:
    stand.set(check="error")
    verdict = imgbase.check()
    assert verdict is not None
    [bad] = [check for group in verdict.checks for check in group["checks"] if not check["ok"]]
    assert bad["reason"].startswith("Exception in '<function thin>': RuntimeError")


def test_check_that_says_nothing(stand: Stand) -> None:
    stand.set(check="none")
    assert imgbase.check() is None
    assert parse_check("Traceback (most recent call last):\n") is None


def test_titles_that_two_layers_share() -> None:
    found = [BaseFound(OLD, [OLD + "+1", OLD + "+2"]), BaseFound(NEW, [NEW + "+1"])]
    assert layer_of_title(f"{OLD} (5.14.0)", [], found) is None
    assert layer_of_title(f"{NEW} (5.14.0)", [], found) == NEW + "+1"
    assert layer_of_title(f"{OLD} (5.14.0)", [Entry("x", f"{OLD} (5.14.0)", OLD + "+2")], found) == OLD + "+2"
    both = [Entry("x", f"{OLD} (5.14.0)", f"{OLD}+{number}") for number in (1, 2)]
    assert layer_of_title(f"{OLD} (5.14.0)", both, found) is None


@given(st.text(st.characters() | st.sampled_from("\x1b[;m \n+-."), max_size=400))
def test_anything(text: str) -> None:
    for each in parse_layout(text):
        assert len(each.base) <= 60
    parse_current(text)
    verdict = parse_check(text)
    assert verdict is None or "\x1b" not in json.dumps(verdict.checks)


@given(st.text(max_size=300), st.integers(1, 40))
def test_plain(text: str, most: int) -> None:
    line = plain_line(text, most)
    assert len(line) <= most
    assert not set(line) & set("\n\t\r\x1b\x00\u202e")
    line.encode("utf-8")
    assert all(each and len(each) <= most for each in plain_lines(text, 5, most))


@given(st.text(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_report_of_lvm(text: str) -> None:
    try:
        lvm.parse_volumes(text)
    except NodeError as error:
        assert error.fix


def test_volumes(stand: Stand) -> None:
    found = lvm.of_layout(lvm.volumes())
    pool = lvm.pool_of(found, NEW + "+1")
    assert pool is not None
    assert (pool.name, pool.is_pool, pool.data_percent, pool.metadata_percent) == ("HostPool", True, 14.79, 3.1)
    base = lvm.named(found, OLD)
    assert base is not None
    # After the first installation the base carries the layers' tag.
    assert base.tags == ["imgbased:layer"]


def test_lvm_that_fails(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NodeError, match="cannot be read"):
        lvm.volumes()
