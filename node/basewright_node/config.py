# SPDX-License-Identifier: GPL-2.0-or-later
# /etc/basewright/node.conf: where the boot plane is, who this node is, and when it may reboot.
"""An unknown key or a wrong value is an error that names the file, the key and the fix; `status` works without."""

import configparser
import os
import re
from typing import Dict, NamedTuple, Optional

from .errors import UseError
from .places import Places
from .window import Window, parse_window

_KEYS = (
    "url",
    "host",
    "key",
    "channel",
    "interval",
    "window",
    "health_limit",
    "health_server",
    "tries",
    "ca",
)
_URL = re.compile(r"^https?://[A-Za-z0-9.\[\]:-]{1,253}(/[A-Za-z0-9._~:/@%+=,-]{0,1000})?$")
_CHANNEL = re.compile(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
_HOST = re.compile(r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")
_KEY = re.compile(r"^[A-Za-z0-9_-]{43}$")


class Config(NamedTuple):
    """What an administrator has set. `interval` and `health_limit` are seconds; `tries` are boots."""

    url: str
    host: str
    key: str
    channel: Optional[str]
    interval: int
    window: Window
    health_limit: int
    # Whether a boot plane that cannot be reached makes a new layer go back: a node that cannot be reached cannot be repaired.
    health_server: str
    tries: int
    ca: Optional[str]


DEFAULTS = Config("", "", "", None, 300, parse_window("never"), 600, "required", 2, None)


def _error(path: str, key: str, why: str, fix: str) -> UseError:
    return UseError("The configuration of this node cannot be used.", '"{}" in {}: {}'.format(key, path, why), fix)


def _number(path: str, values: Dict[str, str], key: str, usual: int, least: int, most: int) -> int:
    text = values.get(key, str(usual))
    if not re.match(r"^[0-9]{1,6}$", text) or not least <= int(text) <= most:
        fix = "Write a whole number from {} to {}, or leave the line out for {}.".format(least, most, usual)
        raise _error(path, key, "{!r} is no number in that range.".format(text[:40]), fix)
    return int(text)


def _matched(path: str, values: Dict[str, str], key: str, form: "re.Pattern[str]", example: str) -> str:
    text = values.get(key, "")
    if text and not form.match(text):
        raise _error(path, key, "{!r} has not the right form.".format("***" if key == "key" else text[:80]), example)
    return text


def read_config(path: str) -> Config:
    """The configuration in a file. A file that is not there gives the defaults, with no boot plane. Raises UseError."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    try:
        with open(path, encoding="utf-8") as stream:
            parser.read_string(stream.read(65536), path)
    except FileNotFoundError:
        return DEFAULTS
    except PermissionError:
        raise UseError(
            "The configuration of this node cannot be read.",
            path + " holds a key, so only root may.",
            "Run this as root.",
        ) from None
    except (configparser.Error, UnicodeDecodeError) as error:
        why = "{} is no INI file: {}".format(path, str(error).splitlines()[0][:200])
        fix = 'Write "[node]" on its first line and "name = value" on the others.'
        raise UseError("The configuration of this node cannot be used.", why, fix) from None
    for section in parser.sections():
        if section != "node":
            raise _error(path, "[" + section[:40] + "]", "there is no such section.", 'Put all lines below "[node]".')
    values = dict(parser.items("node")) if parser.has_section("node") else {}
    for key in values:
        if key not in _KEYS:
            raise _error(
                path, key[:40], "there is no such setting.", "Remove the line; known are: {}.".format(", ".join(_KEYS))
            )
    return _config(path, values)


def _config(path: str, values: Dict[str, str]) -> Config:
    try:
        window = parse_window(values.get("window", "never"))
    except ValueError as error:
        raise _error(
            path, "window", str(error), 'Write "never", "any" or days and times, for example "Sat,Sun 02:00-05:00".'
        ) from None
    server = values.get("health_server", DEFAULTS.health_server)
    if server not in ("required", "wanted"):
        raise _error(path, "health_server", "{!r} is not known.".format(server[:40]), 'Write "required" or "wanted".')
    ca = values.get("ca", "")
    if ca and not os.path.isabs(ca):
        raise _error(
            path, "ca", "it is no absolute path.", "Write the path of a PEM file, for example /etc/basewright/ca.pem."
        )
    url = _matched(
        path, values, "url", _URL, "Write the boot plane's address, for example http://boot.example.com:8081."
    )
    return Config(
        url.rstrip("/"),
        _matched(path, values, "host", _HOST, "Write the id that the host has in Basewright, for example node1."),
        _matched(
            path, values, "key", _KEY, "Copy the key from the host's page in Basewright: 43 letters, digits, - and _."
        ),
        _matched(path, values, "channel", _CHANNEL, "Write a channel's id, for example stable.") or None,
        _number(path, values, "interval", DEFAULTS.interval, 5, 86400),
        window,
        _number(path, values, "health_limit", DEFAULTS.health_limit, 10, 7200),
        server,
        _number(path, values, "tries", DEFAULTS.tries, 1, 9),
        ca or None,
    )


def config_of(places: Places) -> Config:
    """The configuration of this node. Raises UseError."""
    return read_config(places.conf)
