# SPDX-License-Identifier: GPL-2.0-or-later
# The result as JSON: kept in the installed system's /var/log and posted where the kickstart says. Never stops anything.

import contextlib
import json
import logging
import os
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from typing import Any, Optional

from org_imgbased import __version__
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.imgbase import LOG_NAME
from org_imgbased.layout.outcome import Made
from org_imgbased.layout.scene import Journal, Target

log = logging.getLogger("anaconda.org_imgbased")
RESULT_NAME = "imgbased-layout.json"
POST_SECONDS = 10.0
# A receiver that restarts is back after a few seconds; more than this is not worth the wait.
ATTEMPTS = 3
PAUSE_SECONDS = 2.0
_TOKEN = re.compile(r"(/t/)[A-Za-z0-9_-]{16,}")
_KEPT_MODE = 0o600

Result = dict[str, Any]


def start_of(nvr: str) -> Result:
    """What is posted when the step begins: the image is on the disk. ``nvr`` is the kickstart's, if it gives one."""
    return {"format": 1, "addon": __version__, "outcome": "started", "nvr": nvr}


def result_of(nvr: str, made: Optional[Made], error: Optional[LayoutError], journal: Journal) -> Result:
    """The result; sizes in bytes, durations in seconds. ``format`` grows when a meaning changes."""
    result: Result = {
        "format": 1,
        "addon": __version__,
        "outcome": "failed" if error else "done",
        "nvr": nvr,
        "seconds": {name: round(value, 1) for name, value in journal.seconds.items()},
        "warnings": journal.warnings,
        "fixes": journal.fixes,
    }
    if made is not None:
        result.update(_layout(made))
    if error is not None:
        result["error"] = {
            "class": error.kind,
            "problem": error.problem,
            "fix": error.fix,
            "lastLines": error.last_lines,
        }
    return result


def _layout(made: Made) -> Result:
    return {
        "base": made.base.name,
        "layer": made.layer.name,
        "volumeGroup": {"name": made.group.name, "size": made.group.size, "free": made.group.free},
        "pool": {
            "name": made.pool.name,
            "size": made.pool.size,
            "free": int(made.pool.size * (1 - made.pool.used_percent / 100)),
            "metadata": made.pool.metadata_size,
        },
        "volumesMade": [
            {"path": path, "name": volume.name, "size": volume.size} for path, volume in sorted(made.volumes.items())
        ],
    }


def keep(target: Target, result: Result) -> None:
    """Result and imgbase's output, beside Anaconda's logs and in the installed system's /var/log."""
    text = json.dumps(result, indent=2) + "\n"
    _write(os.path.join(target.work, RESULT_NAME), text)
    directory = target.path("/var/log")
    if os.path.isdir(directory):
        _write(os.path.join(directory, RESULT_NAME), text)
        with contextlib.suppress(OSError):
            copy = os.path.join(directory, LOG_NAME)
            shutil.copyfile(os.path.join(target.work, LOG_NAME), copy)
            os.chmod(copy, _KEPT_MODE)


def _write(path: str, text: str) -> None:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _KEPT_MODE), "w", encoding="utf-8") as sink:
            sink.write(text)
    except OSError as error:
        log.warning("The result could not be written to %s: %s", path, error)


def shown(url: str) -> str:
    """The URL for a log: without the token that its path may carry, because logs are kept on the node."""
    return _TOKEN.sub(r"\1********", url)


def post(url: str, result: Result, seconds: float = POST_SECONDS, attempts: int = 1) -> bool:
    """Post the result; False (and a line in the log) when it did not arrive.

    Each attempt takes at most ``seconds``. There is another one when nobody answered or the receiver failed, not when it refused.
    """
    for attempt in range(1, attempts + 1):
        problem, may_pass = _attempt(url, result, seconds)
        if not problem:
            return True
        log.warning("The result could not be posted to %s: %s", shown(url), problem)
        if not may_pass:
            break
        if attempt < attempts:
            time.sleep(PAUSE_SECONDS)
    return False


def _attempt(url: str, result: Result, seconds: float) -> tuple[str, bool]:
    answer: list[tuple[str, bool]] = []
    # A thread, because a name server that does not answer is not bounded by the connection's timeout.
    sender = threading.Thread(target=_post, args=(url, result, seconds, answer), daemon=True)
    sender.start()
    sender.join(seconds)
    return answer[0] if answer else (f"no answer within {seconds:.0f} seconds", True)


def _post(url: str, result: Result, seconds: float, answer: list[tuple[str, bool]]) -> None:
    try:
        headers = {"Content-Type": "application/json", "User-Agent": f"org_imgbased/{__version__}"}
        request = urllib.request.Request(url, json.dumps(result).encode(), headers)  # noqa: S310 - http(s), by its rule
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
            response.read(1)
        answer.append(("", False))
    except urllib.error.HTTPError as error:
        answer.append((str(error), error.code in (408, 429) or error.code >= 500))
    except Exception as error:  # whatever a server does, the installation goes on
        answer.append((str(error) or type(error).__name__, True))
