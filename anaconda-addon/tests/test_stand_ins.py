# SPDX-License-Identifier: GPL-2.0-or-later
# The stand-ins of pyanaconda against what was written down of its three versions (record_signatures.py).

import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from record_signatures import NAMES, USED

_TESTS = Path(__file__).resolve().parent
SIGNATURES = json.loads((_TESTS / "signatures.json").read_text())
# 45 renamed this parameter; names of parameters do not go over the bus.
RENAMED = {"device_id": "name"}


def find(name: str) -> Any:
    """The object of a dotted name; the longest part of it that is a module is imported."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = inspect.getattr_static(found, part)
        return found
    raise AssertionError(f"there is no {name}")


def describe(found: Any) -> dict[str, Any]:
    """The same as record_signatures says of the real one."""
    is_property = isinstance(found, property)
    parameters = list(inspect.signature(found.fget if is_property else found).parameters.values())
    marks = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    names = [
        marks.get(one.kind, "")
        + RENAMED.get(one.name, one.name)
        + ("" if one.default is inspect.Parameter.empty else "=")
        for one in parameters
    ]
    return {"parameters": names, "property": is_property}


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize("version", SIGNATURES)
def test_a_stand_in_has_the_real_form(version: str, name: str, stand_ins: None) -> None:
    real = SIGNATURES[version]["functions"][name]
    parameters = [RENAMED.get(one, one) for one in real["parameters"]]
    assert describe(find(name)) == {"parameters": parameters, "property": real["property"]}


@pytest.mark.parametrize("version", SIGNATURES)
def test_every_name_is_there(version: str) -> None:
    assert SIGNATURES[version]["names"] == sorted(NAMES)


def test_nothing_else_of_pyanaconda_is_used() -> None:
    sources = [path.read_text() for path in (_TESTS.parent / "org_imgbased").rglob("*.py")]
    used = {
        f"{module}.{name.strip()}"
        for text in sources
        for module, names in re.findall(r"^from (pyanaconda[\w.]*) import ([\w, ]+)$", text, re.M)
        for name in names.split(",")
    }
    readme = (_TESTS.parent / "README.md").read_text()
    assert used
    assert [name for name in sorted(used) if f"`{name}`" not in readme] == []
