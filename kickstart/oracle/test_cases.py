# SPDX-License-Identifier: GPL-2.0-or-later
# Every case of kickstart/language/escaping-cases.json, run with the pinned pykickstart: the data the serializer trusts.

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from judge import judge

CASES: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parent.parent / "language" / "escaping-cases.json").read_text(encoding="utf-8")
)
# Python versions whose argparse drops a value that is exactly "--" (fixed by CPython issue 109475).
DROPS_DASHES = sys.version_info < (3, 11, 9) or (3, 12) <= sys.version_info < (3, 12, 2)

# Where a case's value is found: command, attribute.
PLACES = {
    "opt:autopart.passphrase": ("autopart", "passphrase"),
    "opt:bootloader.append": ("bootloader", "appendLine"),
    "opt:bootloader.password": ("bootloader", "password"),
    "opt:liveimg.checksum": ("liveimg", "checksum"),
    "opt:liveimg.url": ("liveimg", "url"),
    "opt:network.essid": ("network", "essid"),
    "opt:network.hostname": ("network", "hostname"),
    "opt:part.fsoptions": ("part", "fsopts"),
    "opt:part.label": ("part", "label"),
    "opt:part.passphrase": ("part", "passphrase"),
    "opt:user.gecos": ("user", "gecos"),
    "opt:user.homedir": ("user", "homedir"),
    "opt:user.password": ("user", "password"),
    "pos:lang": ("lang", "lang"),
    "pos:rootpw": ("rootpw", "password"),
    "pos:rootpw.iscrypted": ("rootpw", "password"),
    "pos:sshkey": ("sshkey", "key"),
    "pos:timezone": ("timezone", "timezone"),
}


def value_of(result: dict[str, Any], context: str) -> Any:
    """The value that the case is about, from the oracle's answer."""
    if context.startswith("opt:post."):
        return result["scripts"][0][{"log": "logfile", "interpreter": "interp"}[context[len("opt:post.") :]]]
    command, attribute = PLACES[context]
    data = result["data"][command]
    return (data[0] if isinstance(data, list) else data)[attribute]


@pytest.mark.parametrize("version", ["RHEL8", "RHEL9", "RHEL10", "F45"])
def test_every_accepted_value_is_read_back(version: str) -> None:
    for case in CASES["accept"]:
        result = judge(case["line"] + "\n", version)
        assert (case["id"], result["errors"], result["warnings"]) == (case["id"], [], [])
        assert (case["id"], value_of(result, case["context"])) == (case["id"], case["value"])
        assert (case["id"], len(result["commands"]) + len(result["scripts"])) == (case["id"], 1)


@pytest.mark.parametrize("case", CASES["positional_leading_dash"], ids=lambda case: case["id"])
def test_a_positional_with_a_leading_dash_needs_two_dashes_before_it(case: dict[str, Any]) -> None:
    context = case["id"].split("/")[0]
    plain = judge(case["without_ddash"]["line"] + "\n", "RHEL9")
    got = value_of(plain, context) if plain["ok"] else None
    assert (plain["ok"] and got == case["value"]) == case["without_ddash"]["roundtrips"]
    guarded = judge(case["with_ddash"]["line"] + "\n", "RHEL9")
    assert guarded["ok"]
    assert value_of(guarded, context) == case["value"]


@pytest.mark.parametrize("case", [c for c in CASES["reject"] if c["value"] == "--"], ids=lambda case: case["id"])
def test_a_value_of_two_dashes_is_lost_where_python_drops_it(case: dict[str, Any]) -> None:
    context = case["id"].split("/")[1]
    result = judge(case["line"] + "\n", "RHEL9")
    assert not result["ok"] or value_of(result, context) == ([] if DROPS_DASHES else case["value"])


@pytest.mark.parametrize("case", [c for c in CASES["reject"] if c["id"].startswith("line")], ids=lambda c: c["id"])
def test_no_quoting_holds_a_line_break(case: dict[str, Any]) -> None:
    bare = judge(f"network --hostname={case['value']}\n", "RHEL9")
    assert bare["data"]["rootpw"]["password"] == "pwned"
    for quote in "\"'":
        assert not judge(f"network --hostname={quote}{case['value']}{quote}\n", "RHEL9")["ok"]


@pytest.mark.parametrize("case", CASES["pitfalls"], ids=lambda case: case["id"])
def test_pitfalls_are_as_written_down(case: dict[str, Any]) -> None:
    result = judge(case["line"] + "\n", case["version"])
    assert result["ok"] == ("error" not in case)
    if "parsed" in case:
        texts = json.dumps([result["data"], result["packages"]], ensure_ascii=False)
        parsed = case["parsed"]
        for value in parsed if isinstance(parsed, list) else [parsed]:
            assert json.dumps(value, ensure_ascii=False) in texts


@pytest.mark.parametrize("case", CASES["scripts"], ids=lambda case: case["id"])
def test_script_bodies(case: dict[str, Any]) -> None:
    result = judge(case["kickstart"], "RHEL9")
    assert result["ok"] == ("error" not in case)
    if result["ok"]:
        assert [script["body"] for script in result["scripts"]] == case["parsed_scripts"]
        assert result["data"].get("rootpw", {}).get("password") == case["rootpw_after"]
