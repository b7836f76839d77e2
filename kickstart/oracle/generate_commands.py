# SPDX-License-Identifier: GPL-2.0-or-later
# Writes kickstart/language/commands.generated.json: every command, option and section that pykickstart's handlers know.
"""The command table, read from the real handlers.

    python generate_commands.py           write the table
    python generate_commands.py --check   exit 1 when the checked-in table is stale

Status, options and sections come from the handlers' own argparse parsers. How many positional words a command takes is
not said there (many commands count them in ``parse``), so it is found by asking: 0 to 3 words are given to the real
command and the accepted counts are recorded.

To keep the table small (it goes to the browser) one definition is written once with the versions it holds for, and what
is usual is left out: status "active", action "store", type "str", and a dest that follows from the option's name.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path
from typing import Any, Optional

sys.path.insert(0, str(Path(__file__).resolve().parent))

import offline_load

assert offline_load  # must come before pykickstart

from pykickstart import base, parser
from pykickstart.errors import KickstartError
from pykickstart.version import returnClassForVersion

TARGET = Path(__file__).resolve().parent.parent / "language" / "commands.generated.json"
PYKICKSTART = "3.78"
VERSIONS = ("F42", "F43", "F44", "F45", "RHEL8", "RHEL9", "RHEL10")

# The least that makes a command acceptable where argparse alone does not say it: options, then positional words.
OPTIONS = {
    "bootc": "--source-imgref=x",
    "btrfs": "--label=x",
    "eula": "--agreed",
    "harddrive": "--partition=x --dir=x",
    "ignoredisk": "--drives=x",
    "logvol": "--name=x --vgname=x --size=1",
    "nvdimm": "--namespace=x",
    "ostreecontainer": "--url=x",
    "ostreesetup": "--osname=x --url=http://x --ref=x",
    "part": "--size=1",
    "partition": "--size=1",
    "raid": "--device=md0 --level=1",
    "services": "--enabled=x",
    "snapshot": "--name=x --when=post-install",
    "stratisfs": "--name=x --poolname=x",
    "timesource": "--ntp-disable",
    "url": "--url=http://x",
}
WORDS = {
    "nvdimm": ("use", "x", "x"),
    "raid": ("/x", "raid.1", "raid.2"),
    "realm": ("join", "x", "x"),
    "snapshot": ("vg/lv", "x", "x"),
    "volgroup": ("vg", "pv.1", "pv.2"),
}
FLAGS = ("store_true", "store_false", "store_const", "append_const")


def action_name(action: argparse.Action) -> str:
    """argparse's word for what an option does with its value ("store", "store_true", "append", "extend" ...)."""
    name = type(action).__name__.lstrip("_")
    words = {
        "StoreAction": "store",
        "StoreTrueAction": "store_true",
        "StoreFalseAction": "store_false",
        "StoreConstAction": "store_const",
        "AppendAction": "append",
        "AppendConstAction": "append_const",
        "ExtendAction": "extend",
        "ExtendConstAction": "extend_const",
    }
    return words[name]


def type_name(action: argparse.Action) -> str:
    """What the value is read as: str, int, bool, csv, path, or the name of pykickstart's own checking function."""
    if action.type is None:
        return "str"
    name = getattr(action.type, "__name__", "str").strip("_")
    known = {"ksboolean": "bool", "commaSplit": "csv", "mountpoint": "path"}
    return known.get(name, name[: -len("_cb")] if name.endswith("_cb") else name)


def describe_option(action: argparse.Action, option: str) -> dict[str, Any]:
    """One option as the table shows it, without what is usual."""
    name = action_name(action)
    kind = "str" if name in FLAGS else type_name(action)
    entry: dict[str, Any] = {}
    if action.dest != option.lstrip("-").replace("-", "_"):
        entry["dest"] = action.dest
    if name != "store":
        entry["action"] = name
    if kind != "str":
        entry["type"] = kind
    if action.choices is not None:
        entry["choices"] = sorted(str(choice) for choice in action.choices)
    if action.required:
        entry["required"] = True
    if getattr(action, "deprecated", False):
        entry["deprecated"] = True
    return entry


def describe_options(actions: list[argparse.Action]) -> dict[str, Any]:
    """All options of one parser, by name."""
    found = {option: describe_option(action, option) for action in actions for option in action.option_strings}
    return dict(sorted(found.items()))


def status_of(command: Any) -> str:
    """active, deprecated (a warning and no effect) or removed (an error)."""
    # Asked of the method that runs, not of the class: a removed command often inherits from its deprecated self.
    parse = type(command).parse
    if parse is base.DeprecatedCommand.parse:
        return "deprecated"
    # An abstract command that cannot be parsed counts too: the word is known but always fails ("method" in RHEL8).
    if parse in (base.RemovedCommand.parse, base.KickstartCommand.parse):
        return "removed"
    return "active"


def accepts(handler: Any, name: str, options: list[str], words: list[str]) -> bool:
    """Does the real command take these words?"""
    for command in handler.commands.values():
        command.seen = False
    handler.resetCommand(name)
    handler.currentLine = " ".join([name, *options, *words])
    try:
        handler.dispatcher([name, *options, *words], 1)
    except (KickstartError, ValueError, IndexError):
        return False
    return True


def count_positionals(handler: Any, name: str, actions: list[argparse.Action]) -> list[Optional[int]]:
    """[least, most] positional words; most is None when three are still accepted."""
    required = [action for action in actions if action.option_strings and action.required]
    options = OPTIONS.get(name, "").split() or [
        f"{a.option_strings[0]}={next(iter(a.choices or '1'))}" for a in required
    ]
    samples = [WORDS[name]] if name in WORDS else [(word,) * 3 for word in ("x", "/x", "1")]
    accepted = [
        count for count in range(4) if any(accepts(handler, name, options, list(words[:count])) for words in samples)
    ]
    if not accepted:
        raise RuntimeError(f"no accepted form of '{name}' was found: add one to OPTIONS or WORDS")
    return [accepted[0], None if accepted[-1] == 3 else accepted[-1]]


def describe_command(handler: Any, name: str) -> dict[str, Any]:
    """One command of one version."""
    command = handler.commands[name]
    status = status_of(command)
    if status != "active":
        return {"status": status}
    parsed = getattr(command, "op", None)
    actions = list(parsed._actions) if parsed else []
    entry: dict[str, Any] = {}
    conflicts = sorted(other for other in command.conflictingCommands if other in handler.commands)
    if conflicts:
        entry["conflicts"] = conflicts
    if command.dataClass is not None:
        entry["multi"] = True
    positionals = count_positionals(handler, name, actions)
    if positionals != [0, 0]:
        entry["positionals"] = positionals
        # Without a parser every word is passed on as it is, options included (auth, authselect, realm).
        if parsed is None:
            entry["free"] = True
    options = describe_options(actions)
    if options:
        entry["options"] = options
    return entry


def describe_section(section: Any) -> dict[str, Any]:
    """One section's header options."""
    if not hasattr(section, "_getParser"):
        return {}
    options = describe_options(list(section._getParser()._actions))
    return {"options": options} if options else {}


def collect() -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """name -> version -> definition, for commands and for sections."""
    commands: dict[str, dict[str, Any]] = {}
    sections: dict[str, dict[str, Any]] = {}
    for version in VERSIONS:
        handler = returnClassForVersion(version)()
        reader = parser.KickstartParser(handler)
        for name in handler.commands:
            commands.setdefault(name, {})[version] = describe_command(handler, name)
        for name, section in reader._sections.items():
            sections.setdefault(name, {})[version] = describe_section(section)
    return commands, sections


def merge(by_version: dict[str, Any]) -> list[dict[str, Any]]:
    """Equal definitions of several versions written once: [{in: [versions], ...definition}]."""
    merged: list[dict[str, Any]] = []
    for version, definition in by_version.items():
        for entry in merged:
            if {key: value for key, value in entry.items() if key != "in"} == definition:
                entry["in"].append(version)
                break
        else:
            merged.append({"in": [version], **definition})
    return merged


def table() -> str:
    """The whole table as text: one command to a line, sorted, so that a change is easy to read in a diff."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        commands, sections = collect()
    meta = {"about": f"Made by generate_commands.py from pykickstart {PYKICKSTART}; do not edit.", "versions": VERSIONS}

    def block(entries: dict[str, Any]) -> str:
        def compact(value: Any) -> str:
            return json.dumps(value, separators=(",", ":"))

        return ",\n".join(f"{compact(name)}:{compact(merge(entries[name]))}" for name in sorted(entries))

    head = f'{{"_meta":{json.dumps(meta)},\n'
    return f'{head}"commands":{{\n{block(commands)}\n}},\n"sections":{{\n{block(sections)}\n}}}}\n'


def main(arguments: list[str]) -> int:
    """Write or check the table; returns the exit code."""
    from importlib.metadata import version as installed

    if installed("pykickstart") != PYKICKSTART:
        print(f"pykickstart {PYKICKSTART} is needed, {installed('pykickstart')} is installed", file=sys.stderr)
        return 1
    text = table()
    if "--check" in arguments:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text:
            print(f"{TARGET.name} is stale: run generate_commands.py and commit the result", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
