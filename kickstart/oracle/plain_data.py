# SPDX-License-Identifier: GPL-2.0-or-later
# Turns pykickstart's objects into plain data that can be written as JSON.

from typing import Any, Optional

import offline_load

assert offline_load  # must come before pykickstart

from pykickstart import constants
from pykickstart.ko import KickstartObject

_SECTION_NAMES = {
    constants.KS_SCRIPT_PRE: "%pre",
    constants.KS_SCRIPT_PREINSTALL: "%pre-install",
    constants.KS_SCRIPT_POST: "%post",
    constants.KS_SCRIPT_ONERROR: "%onerror",
    constants.KS_SCRIPT_TRACEBACK: "%traceback",
}
# What a command object carries for pykickstart's own use, and tables of allowed words.
_OWN_USE = {"currentCmd", "currentLine", "handler", "lineno", "op", "seen", "writePriority"}
_TABLES = {"bind_to_choices", "bootprotoList", "exclusive_required_options", "levelMap", "typeMap", "whenMap"}
_INTERNAL = frozenset(_OWN_USE | _TABLES)


def plain(value: Any) -> Any:
    """Any value of pykickstart's as JSON can say it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, KickstartObject):
        return attributes(value)
    return repr(value)


def attributes(value: KickstartObject) -> dict[str, Any]:
    """The public attributes of a command or data object."""
    return {
        name: plain(item) for name, item in vars(value).items() if name not in _INTERNAL and not name.startswith("_")
    }


def commands(handler: Any, seen: list[dict[str, Any]]) -> dict[str, Any]:
    """The parsed attributes by command word, for the words that were used; a list for commands that may be repeated."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(entry["name"] for entry in seen):
        command = handler.commands.get(name)
        if command is None:
            continue
        if command.dataClass is not None:
            found[name] = [attributes(data) for data in command.dataList()]
        else:
            found[name] = attributes(command)
    return found


def script(value: Any) -> dict[str, Any]:
    """A script section."""
    return {
        "section": _SECTION_NAMES[value.type],
        "body": value.script,
        "interp": value.interp,
        "inChroot": value.inChroot,
        "errorOnFail": value.errorOnFail,
        "logfile": value.logfile,
        "line": value.lineno,
    }


def packages(value: Any) -> Optional[dict[str, Any]]:
    """The %packages section, or None when there is none."""
    return attributes(value) if value.seen else None


def certificate(value: Any) -> dict[str, Any]:
    """A %certificate section."""
    return {"filename": value.filename, "dir": value.dir, "type": value.type, "body": value.cert}
