# SPDX-License-Identifier: GPL-2.0-or-later
# The whole layout step, from the checks to the report.

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from org_imgbased import __version__
from org_imgbased.layout import checks, image_checks
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.imgbase import run_imgbase
from org_imgbased.layout.initramfs import link_initramfs
from org_imgbased.layout.outcome import Made, judge
from org_imgbased.layout.report import ATTEMPTS, Result, keep, post, result_of, shown, start_of
from org_imgbased.layout.scene import Journal, Scene, Target, look
from org_imgbased.layout.stack import stack
from org_imgbased.section import LayoutOptions

log = logging.getLogger("anaconda.org_imgbased")


@contextmanager
def _timed(journal: Journal, name: str) -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        journal.seconds[name] = time.monotonic() - started


def check(scene: Scene, journal: Journal) -> None:
    """All problems together in one LayoutError; only when there are none, what can be put right beforehand is."""
    problems = [problem for one in (*checks.CHECKS, *image_checks.CHECKS) for problem in one(scene, journal)]
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        count = "one thing" if len(problems) == 1 else f"{len(problems)} things"
        raise LayoutError("check", f"This system cannot become an imgbased node, because of {count}:\n{listed}")
    for prepare in image_checks.PREPARATIONS:
        list(prepare(scene, journal))


def _make(scene: Scene, journal: Journal) -> Made:
    with _timed(journal, "check"):
        journal.say("Checking the system for its image layout")
        check(scene, journal)
    with _timed(journal, "imgbase"):
        journal.say("Running imgbase layout --init")
        ended = run_imgbase(scene, journal)
    with _timed(journal, "judge"):
        journal.say("Checking what imgbase made")
        made = judge(scene, ended, journal)
    with _timed(journal, "stack"):
        journal.say(f"Continuing the installation in the layer {made.layer.name}")
        stack(scene.target, made.layer, made.volumes, journal)
        link_initramfs(scene.target, made.layer, scene.kernels(), journal)
    return made


def run_layout(target: Target, options: LayoutOptions, progress: Callable[[str], None] = lambda text: None) -> Result:
    """Turn the installed system into base and layer; every later write to it lands in the layer.

    That it begins is posted. Returns the result, which is also kept and posted. Raises LayoutError and nothing else;
    that result is kept and posted too. Not repeatable on the same disks, whatever the outcome.
    """
    journal = Journal(progress)
    loggable = replace(options, report_url=shown(options.report_url))
    log.info("org_imgbased %s: making the layout of %s with %s", __version__, target.sysroot, loggable)
    if options.report_url:
        post(options.report_url, start_of(options.nvr))
    nvr = options.nvr
    try:
        scene = look(target, options)
        nvr = scene.nvr
        result = result_of(nvr, _make(scene, journal), None, journal)
    except LayoutError as error:
        error.result = result_of(nvr, None, error, journal)
        _tell(target, options, error.result)
        raise
    except Exception as error:
        failure = _unexpected(error)
        failure.result = result_of(nvr, None, failure, journal)
        _tell(target, options, failure.result)
        raise failure from error
    _tell(target, options, result)
    return result


def _unexpected(error: Exception) -> LayoutError:
    log.exception("The layout step failed in a way it does not know")
    problem = f"The layout step failed in a way it does not know: {type(error).__name__}: {error}."
    return LayoutError("internal", problem, "Install again; if it happens again, report it with /tmp/anaconda.log.")


def _tell(target: Target, options: LayoutOptions, result: Result) -> None:
    keep(target, result)
    if options.report_url:
        post(options.report_url, result, attempts=ATTEMPTS)
