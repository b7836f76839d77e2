# SPDX-License-Identifier: GPL-2.0-or-later
# Checks the header of `%addon org_imgbased`, which pykickstart passes over; to change with the addon.
"""Options of ``%addon org_imgbased``.

--nvr=NAME-VERSION-RELEASE  name of the base; the layer on it is called the same with ``+1``
--report-url=URL            where the addon reports how the layout went
--disable                   leave the installed system as it is: no base, no layer
"""

import re
from collections.abc import Sequence
from typing import Optional
from urllib.parse import urlsplit

# imgbased cuts an NVR at its last two dashes and names LVM volumes by it: LVM's characters, and 55 of them with "+1".
_NVR = re.compile(r"[A-Za-z0-9_.+][A-Za-z0-9_.+-]*-[A-Za-z0-9_.+]+-[A-Za-z0-9_.+]+")
_NVR_LENGTH = 55 - len("+1")
_URL_LENGTH = 2048


def _check_nvr(value: str) -> Optional[str]:
    if not _NVR.fullmatch(value):
        return "it must be NAME-VERSION-RELEASE of letters, digits and _ . + with two dashes or more"
    if len(value) > _NVR_LENGTH:
        return f"it has {len(value)} characters and may have {_NVR_LENGTH}: with '+1' it names an LVM volume"
    if "node" not in value and "rhvh" not in value:
        return "it must hold the word 'node': imgbased removes every boot entry whose title does not"
    return None


def _check_report_url(value: str) -> Optional[str]:
    rule = "it must be an http:// or https:// address without blanks, user name or fragment"
    try:
        url = urlsplit(value)
        port_fits = url.port is None or url.port > 0
    except ValueError:
        return rule
    plain = re.fullmatch(r"[!-~]+", value) is not None and "#" not in value and "@" not in url.netloc
    if url.scheme not in ("http", "https") or not url.hostname or not plain or not port_fits:
        return rule
    if len(value) > _URL_LENGTH:
        return f"it has {len(value)} characters and may have {_URL_LENGTH}"
    return None


_VALUES = {"--nvr": _check_nvr, "--report-url": _check_report_url}
_FLAGS = ("--disable",)


def check_header(arguments: Sequence[str]) -> list[str]:
    """What is wrong with the words after ``%addon org_imgbased``, one text for each problem; empty when all is well."""
    problems: list[str] = []
    seen: set[str] = set()
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name in seen:
            problems.append(f"%addon org_imgbased: {name} is given twice; give it once")
        seen.add(name)
        if name in _FLAGS:
            if equals:
                problems.append(f"%addon org_imgbased: {name} takes no value, but '{value}' is given")
        elif name in _VALUES:
            if not equals:
                value = next(words, "")
            reason = _check_value(name, value)
            if reason:
                problems.append(f"%addon org_imgbased: {name} '{value}' is not usable: {reason}")
        else:
            known = ", ".join([*_VALUES, *_FLAGS])
            problems.append(f"%addon org_imgbased: '{word}' is not known; the options are {known}")
    return problems


def _check_value(name: str, value: str) -> Optional[str]:
    return _VALUES[name](value) if value else "a value is needed"
