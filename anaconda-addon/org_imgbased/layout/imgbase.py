# SPDX-License-Identifier: GPL-2.0-or-later
# Calls `imgbase layout --init` once, in the installed system.

import logging
import re

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.explain import last_lines
from org_imgbased.layout.programs import Completed, follow
from org_imgbased.layout.root import find_program
from org_imgbased.layout.scene import Journal, Scene

LOG_NAME = "imgbased-layout.log"
_program_log = logging.getLogger("program")
_STEP = re.compile(r"\[INFO\] \([^)]*\) (.*)")


def command(scene: Scene) -> list[str]:
    """The call. Without --debug a worker thread of imgbased that fails says nothing at all."""
    imgbase = find_program(scene.target.sysroot, "imgbase") or "/usr/sbin/imgbase"
    init = ["--init-nvr", scene.options.nvr] if scene.options.nvr else ["--init"]
    return ["chroot", scene.target.sysroot, imgbase, "--debug", "layout", *init]


def run_imgbase(scene: Scene, journal: Journal) -> Completed:
    """Run it to its end, however it ends; LayoutError only when it took too long."""

    def take(line: str) -> None:
        _program_log.info("%s", line)
        step = _STEP.search(line)
        if step:
            journal.progress(f"imgbase: {step.group(1)}")

    minutes = scene.options.timeout_minutes
    argv = command(scene)
    _program_log.info("Running... %s", " ".join(argv))
    ended = follow(argv, f"{scene.target.work}/{LOG_NAME}", take, minutes * 60.0)
    _program_log.debug("Return code: %d", ended.code)
    if ended.timed_out:
        problem = f"imgbase did not end within {minutes} minutes and was stopped, so this system is not usable."
        fix = (
            "Look at what it did last; give it more time with %addon org_imgbased --timeout=MINUTES, and install again."
        )
        raise LayoutError("timeout", problem, fix, last_lines(ended.output))
    return ended
