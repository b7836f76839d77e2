# SPDX-License-Identifier: GPL-2.0-or-later
# What the node keeps: its configuration, its maintenance windows, its memory and the reports that wait.
import json
import os
import threading
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basewright_node.config import DEFAULTS, read_config
from basewright_node.errors import UseError
from basewright_node.places import Places
from basewright_node.spool import MOST_REPORTS, Spool, make_report
from basewright_node.state import Last, Pending, State
from basewright_node.window import is_open, next_open, parse_window
from basewright_node.wire import as_bytes
from conftest import KEY

GOOD = {
    "url": "http://boot.example.com:8081/",
    "host": "node1.example.com",
    "key": KEY,
    "channel": "stable",
    "interval": "60",
    "window": "Sat,Sun 02:00-05:00",
    "health_limit": "900",
    "health_server": "wanted",
    "tries": "3",
    "ca": "/etc/basewright/ca.pem",
}


def write(path: Path, values: Dict[str, str]) -> str:
    """Writes a configuration."""
    path.write_text("[node]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()))
    return str(path)


def test_a_whole_configuration(tmp_path: Path) -> None:
    config = read_config(write(tmp_path / "node.conf", GOOD))
    assert (config.url, config.interval, config.tries, config.health_limit) == (
        "http://boot.example.com:8081",
        60,
        3,
        900,
    )
    assert config.window.kind == "times"
    assert read_config(str(tmp_path / "none")) == DEFAULTS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "ftp://x"),
        ("url", "http://x y"),
        ("host", "../x"),
        ("key", "short"),
        ("channel", "A"),
        ("interval", "4"),
        ("interval", "5m"),
    ]
    + [
        ("window", "Sam 1-2"),
        ("window", "25:00-26:00"),
        ("window", "02:00-02:00"),
        ("health_limit", "0"),
        ("tries", "0"),
        ("tries", "10"),
    ]
    + [("health_server", "no"), ("ca", "ca.pem"), ("colour", "red")],
)
def test_a_wrong_value_names_file_key_and_fix(tmp_path: Path, key: str, value: str) -> None:
    path = write(tmp_path / "node.conf", {**GOOD, key: value})
    with pytest.raises(UseError) as caught:
        read_config(path)
    assert f'"{key}" in {path}' in caught.value.why
    assert caught.value.fix
    assert KEY not in caught.value.sentence


@pytest.mark.parametrize(
    "text",
    ["url = x\n", "[other]\n", "[node]\nurl\n", "[node]\ntries = 1\ntries = 2\n", "\x00", "[node]\nkey = %(x)s\n"],
)
def test_no_ini_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "node.conf").write_text(text)
    with pytest.raises(UseError):
        read_config(str(tmp_path / "node.conf"))


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A time zone with summer time."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> float:
    """Seconds since 1970 of a local time."""
    return time.mktime(time.strptime(text, "%Y-%m-%d %H:%M"))


@pytest.mark.parametrize(
    ("window", "when", "is_open_then"),
    [
        ("Sat,Sun 02:00-05:00", "2026-12-05 02:00", True),
        ("Sat,Sun 02:00-05:00", "2026-12-05 05:00", False),
        ("Sat,Sun 02:00-05:00", "2026-12-04 03:00", False),
        ("Fri 22:00-04:00", "2026-12-05 03:59", True),
        ("Fri 22:00-04:00", "2026-12-04 03:59", False),
        ("Fri-Mon 01:00-02:00", "2026-12-07 01:30", True),
        ("Fri-Mon 01:00-02:00", "2026-12-08 01:30", False),
        ("01:00-02:00", "2026-12-08 01:30", True),
        ("any", "2026-12-08 01:30", True),
        ("never", "2026-12-08 01:30", False),
    ],
)
def test_windows(window: str, when: str, is_open_then: bool) -> None:
    assert is_open(parse_window(window), at(when)) is is_open_then


def test_the_next_window() -> None:
    window = parse_window("Sat 02:00-05:00")
    assert next_open(window, at("2026-12-01 12:00")) == at("2026-12-05 02:00")
    assert next_open(window, at("2026-12-05 03:00")) == at("2026-12-05 03:00")
    assert next_open(window, at("2026-12-05 06:00")) == at("2026-12-12 02:00")
    assert next_open(parse_window("never"), 0.0) is None


@given(
    st.sampled_from(["Sat,Sun 02:00-05:00", "Fri 22:00-04:00", "02:30-02:40", "Mon-Fri 23:59-00:01"]),
    st.integers(1_790_000_000, 1_830_000_000),
)
def test_the_next_window_is_open_and_not_past(text: str, now: int) -> None:
    window = parse_window(text)
    opens = next_open(window, float(now))
    # The hour that summer time leaves out has no window in it.
    assert opens is not None
    assert opens >= now
    assert opens - now < 8 * 86400 + 7200


@given(st.text(max_size=40))
def test_any_text_is_a_window_or_a_reason(text: str) -> None:
    try:
        parse_window(text)
    except ValueError as error:
        assert str(error)


def test_the_memory(tmp_path: Path) -> None:
    state = State(Places(str(tmp_path)))
    assert state.read().pending is None
    pending = Pending("o", "upgrade", "a-node-1-1", "a-node-1-1+1", "a-node-0-1+1", 1.0, 2)
    with state.change() as record:
        record.pending = pending
        record.last = Last("rollback", "failed", None, "why", 2.0)
        record.auto_rollback["a"] = 3.0
    again = State(Places(str(tmp_path))).read()
    assert (again.pending, again.auto_rollback, again.last and again.last.reason) == (pending, {"a": 3.0}, "why")
    assert Path(Places(str(tmp_path)).state).stat().st_mode & 0o777 == 0o600


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    state = State(Places(str(tmp_path)))

    def change() -> None:
        with state.change() as record:
            record.pinned = "x"
            raise KeyError

    with pytest.raises(KeyError):
        change()
    assert state.read().pinned is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "pending": {"x": 1}}', '{"format": 1, "good": 3}']
)
def test_a_damaged_memory_is_put_aside_and_said(tmp_path: Path, text: str) -> None:
    places = Places(str(tmp_path))
    state = State(places)
    with state.change() as record:
        record.pinned = "x"
    Path(places.state).write_text(text)
    assert state.read().pinned is None
    assert "put aside" in (state.problem() or "")


def test_changes_of_many_at_once_are_not_lost(tmp_path: Path) -> None:
    state = State(Places(str(tmp_path)))

    def add(number: int) -> None:
        for each in range(5):
            with state.change() as record:
                record.good[f"{number}-{each}"] = True

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(state.read().good) == 20


def report(step: str, operation: str = "o") -> Dict[str, Any]:
    """A report."""
    return make_report(1.0, operation, "upgrade", step)


def sent(spool: Spool) -> List[str]:
    """All that waits, taken."""
    found: List[str] = []

    def take(each: Dict[str, Any]) -> bool:
        found.append(each["step"])
        return True

    assert spool.send(take)
    return found


def test_reports_wait_until_they_are_taken(tmp_path: Path) -> None:
    spool = Spool(Places(str(tmp_path)))
    for step in ("begun", "preflight", "installed"):
        spool.add(report(step))
    tried: List[str] = []
    assert not spool.send(lambda each: tried.append(each["step"]) or len(tried) < 2)  # type: ignore[func-returns-value]
    assert tried == ["begun", "preflight"]
    assert sent(spool) == ["preflight", "installed"]
    assert spool.waiting() == 0


def test_only_the_newest_word_of_a_download_waits(tmp_path: Path) -> None:
    spool = Spool(Places(str(tmp_path)))
    for step in ("begun", "download", "download", "verify"):
        spool.add(report(step))
    spool.add(report("download", "other"))
    assert sent(spool) == ["begun", "download", "verify", "download"]


def test_at_most_so_many_wait_and_ends_wait_longest(tmp_path: Path) -> None:
    spool = Spool(Places(str(tmp_path)))
    spool.add(report("failed", "first"))
    for number in range(MOST_REPORTS + 20):
        spool.add(report("verify", str(number)))
    assert spool.waiting() == MOST_REPORTS
    found = sent(spool)
    assert found[0] == "failed"


def test_half_of_a_report_is_of_nobody(tmp_path: Path) -> None:
    places = Places(str(tmp_path))
    spool = Spool(places)
    spool.add(report("good"))
    Path(places.spool, "000000000000-x-y.json").write_text("{")
    Path(places.spool, ".half.new").write_text("{")
    assert sent(spool) == ["good"]
    assert os.listdir(places.spool) == [".half.new"]


@given(st.text(max_size=3000), st.text(max_size=200))
def test_any_reason_and_log_is_bounded_and_clean(reason: str, log: str) -> None:
    made = make_report(1.0, "o", "upgrade", "failed", reason=reason, log=log * 400)
    text = json.dumps(made)
    assert len(made["reason"] or "") <= 1000
    assert len(made["log"] or "") <= 48 * 1024
    assert len(as_bytes(made)) <= 80 * 1024
    assert "\\u001b" not in text


@pytest.mark.parametrize("letter", ["\u20ac", '"', "\U0001f600", "\\"])
def test_a_log_of_large_letters_is_cut_to_what_the_server_takes(letter: str) -> None:
    made = make_report(1.0, "o", "upgrade", "failed", log=letter * 60_000 + "the end")
    assert len(as_bytes(made)) <= 80 * 1024
    assert made["log"].endswith("the end")
