# SPDX-License-Identifier: GPL-2.0-or-later
# Maintenance windows: when a node may reboot by itself, in its own local time.
"""`never` (only a person reboots), `any`, or days and times: `Sat,Sun 02:00-05:00`, `daily 23:00-01:00` (it may pass midnight)."""

import re
import time
from typing import FrozenSet, NamedTuple, Optional, Set

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FORM = re.compile(r"^(?:(daily|[A-Za-z]{3}(?:(?:,|-)[A-Za-z]{3})*) +)?([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})$")
_DAY = 1440


class Window(NamedTuple):
    """`kind` is never, any or times. `days` are those on which it begins (0 = Monday); `begin` and `end` minutes of the day."""

    kind: str
    text: str
    days: FrozenSet[int] = frozenset()
    begin: int = 0
    end: int = 0


def _day(word: str) -> int:
    try:
        return _DAYS.index(word.capitalize())
    except ValueError:
        raise ValueError("{!r} is no day; days are {}.".format(word, ", ".join(_DAYS))) from None


def _days(text: Optional[str]) -> FrozenSet[int]:
    if text is None or text == "daily":
        return frozenset(range(7))
    found: Set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin = _day(first)
        end = _day(last) if last else begin
        found.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(found)


def parse_window(text: str) -> Window:
    """Reads a window. Raises ValueError that says what is wrong."""
    word = text.strip()
    if word in ("never", "any"):
        return Window(word, word)
    match = _FORM.match(word)
    if match is None:
        raise ValueError("{!r} is no window.".format(word[:60]))
    times = [int(match.group(number)) for number in (2, 3, 4, 5)]
    if times[0] > 23 or times[2] > 23 or times[1] > 59 or times[3] > 59:
        raise ValueError("{!r} has a time that no clock shows.".format(word[:60]))
    begin, end = times[0] * 60 + times[1], times[2] * 60 + times[3]
    if begin == end:
        raise ValueError("{!r} begins when it ends.".format(word[:60]))
    return Window("times", word, _days(match.group(1)), begin, end)


def is_open(window: Window, now: float) -> bool:
    """Whether the node may reboot by itself at `now`, in seconds since 1970."""
    if window.kind != "times":
        return window.kind == "any"
    local = time.localtime(now)
    minute, day = local.tm_hour * 60 + local.tm_min, local.tm_wday
    if window.begin < window.end:
        return day in window.days and window.begin <= minute < window.end
    # It passes midnight: its second part belongs to the day on which it began.
    return (day in window.days and minute >= window.begin) or ((day - 1) % 7 in window.days and minute < window.end)


def next_open(window: Window, now: float) -> Optional[float]:
    """When it opens next, in seconds since 1970; `now` while it is open; None when it never does."""
    if window.kind == "never":
        return None
    if is_open(window, now):
        return now
    local = time.localtime(now)
    for ahead in range(9):
        # mktime sets right a day after the month's last, and minds the change of summer time.
        at = time.mktime(
            (local.tm_year, local.tm_mon, local.tm_mday + ahead, window.begin // 60, window.begin % 60, 0, 0, 0, -1)
        )
        if at > now and time.localtime(at).tm_wday in window.days:
            return at
    return None
