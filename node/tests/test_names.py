# SPDX-License-Identifier: GPL-2.0-or-later
# Names of bases and layers; the order of versions is compared with rpm's own.
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basewright_node.names import base_of, before, compare_versions, in_order, is_base, is_layer, parse_nvr
from conftest import OLD

VERSION = st.text("0123456789ab.~^_+", min_size=1, max_size=12)


def rpm_says(pairs: "list[tuple[str, str]]") -> "list[int]":
    """rpm's own comparison; its embedded Lua is asked once for all."""
    calls = ",".join(f"rpm.vercmp('{left}','{right}')" for left, right in pairs)
    output = subprocess.run(
        ["/usr/bin/rpm", "--eval", "%{lua:print(" + calls + ")}"], check=True, stdout=subprocess.PIPE, text=True
    )
    return [int(word) for word in output.stdout.split()]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1.9", "1.10"),
        ("1.0", "1.0"),
        ("1.0~rc1", "1.0"),
        ("1.0^git1", "1.0"),
        ("1.0^git1", "1.0.1"),
        ("1a", "1"),
        ("01", "1"),
    ]
    + [
        ("1.", "1"),
        ("4.5.5", "4.5.10"),
        ("0.20261101.0", "0.20261120.0"),
        ("a", "1"),
        ("1~", "1"),
        ("~", "^"),
        ("2_0", "2.0"),
        ("10abc", "10"),
    ],
)
def test_the_order_of_versions_is_rpms(left: str, right: str) -> None:
    assert [compare_versions(left, right), compare_versions(right, left)] == rpm_says([(left, right), (right, left)])


@given(st.lists(st.tuples(VERSION, VERSION), min_size=20, max_size=20))
def test_any_versions(pairs: "list[tuple[str, str]]") -> None:
    assert [compare_versions(*pair) for pair in pairs] == rpm_says(pairs)


def test_parts() -> None:
    nvr = parse_nvr(OLD)
    assert nvr == ("ovirt-node-ng", "4.5.5", "0.20261101.0")
    assert (is_base(OLD), is_layer(OLD), is_base(OLD + "+1"), is_layer(OLD + "+1")) == (True, False, False, True)
    assert base_of(OLD + "+12") == OLD
    for name in (
        "root",
        "HostPool",
        "a-b",
        "var_log",
        OLD + "\n",
        OLD + "+1\n",
        "-a-1-1",
        "a b-1-1",
        "x" * 60 + "-1-1",
        "",
    ):
        assert not is_base(name), name
        assert not is_layer(name), name


@given(st.text(max_size=80))
def test_any_text_is_a_base_a_layer_or_neither(text: str) -> None:
    assert not (is_base(text) and is_layer(text))
    if is_layer(text):
        assert is_base(base_of(text) or "")


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), min_size=1, max_size=8, unique=True))
def test_before_never_wraps(numbers: "list[tuple[int, int]]") -> None:
    layers = in_order(f"a-node-{version}-1+{number}" for version, number in numbers)
    assert before(layers[0], layers) is None
    for older, newer in zip(layers, layers[1:]):
        assert before(newer, layers) == older
