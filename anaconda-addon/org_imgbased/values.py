# SPDX-License-Identifier: GPL-2.0-or-later
# The rules for the values of the section's options; pure, used by the parser and by the checks of the image.
"""Every ``*_problem`` function returns why a value cannot be used, as a phrase, or None when it can."""

import re
from typing import Optional
from urllib.parse import urlsplit

# imgbased cuts an NVR at its last two dashes and names LVM volumes by it: LVM's characters.
_NVR = re.compile(r"[A-Za-z0-9_.+][A-Za-z0-9_.+-]*-[A-Za-z0-9_.+]+-[A-Za-z0-9_.+]+")
# imgbased accepts volume names of 55 characters, and the layer's ends in "+1".
NVR_LENGTH = 55 - len("+1")
# imgbased deletes every boot entry whose title holds neither word, the one it has just written included.
_TITLE_WORDS = ("node", "rhvh")
_URL_LENGTH = 2048
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?\[\]!$&'()*+,;=%-]+")
MOST_MINUTES = 24 * 60


def nvr_problem(value: str) -> Optional[str]:
    """Can this name the base, its layer and the boot entry?"""
    if not value:
        return "a value is needed"
    if not _NVR.fullmatch(value):
        return "it must be NAME-VERSION-RELEASE of letters, digits and _ . + with two dashes or more"
    if len(value) > NVR_LENGTH:
        return f"it has {len(value)} characters and may have {NVR_LENGTH}: with '+1' it names an LVM volume"
    if not any(word in value for word in _TITLE_WORDS):
        return "it must hold the word 'node' (or 'rhvh'): imgbased removes every boot entry whose title does not"
    return None


def report_url_problem(value: str) -> Optional[str]:
    """Can a report be posted there?"""
    if not value:
        return "a value is needed"
    rule = "it must be an http:// or https:// address without blanks, quotes, user name or fragment"
    try:
        url = urlsplit(value)
        port_fits = url.port is None or url.port > 0
    except ValueError:
        return rule
    plain = _URL_CHARACTERS.fullmatch(value) is not None and "@" not in url.netloc
    if url.scheme not in ("http", "https") or not url.hostname or not plain or not port_fits:
        return rule
    if len(value) > _URL_LENGTH:
        return f"it has {len(value)} characters and may have {_URL_LENGTH}"
    return None


def timeout_problem(value: str) -> Optional[str]:
    """Is this a number of minutes to wait for imgbase?"""
    if not value:
        return "a value is needed"
    if not re.fullmatch(r"[0-9]{1,5}", value, re.ASCII) or not 1 <= int(value) <= MOST_MINUTES:
        return f"it must be a whole number of minutes from 1 to {MOST_MINUTES}"
    return None


def no_value_problem(value: str) -> Optional[str]:
    """For an option that is only said or not said."""
    return "it takes no value" if value else None
