# SPDX-License-Identifier: GPL-2.0-or-later
# The two tasks that Anaconda runs: before the disk is touched, and when the system is installed.

import logging

from pyanaconda.modules.common.errors.installation import InstallationError
from pyanaconda.modules.common.task import Task

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.report import Result
from org_imgbased.layout.run import run_layout
from org_imgbased.layout.scene import Target
from org_imgbased.plan import judge_plan
from org_imgbased.section import LayoutOptions
from org_imgbased.service.storage import read_plan

log = logging.getLogger("anaconda.org_imgbased")


class CheckPlanTask(Task):
    """Stops before anything is written when the planned storage cannot carry a layout."""

    def __init__(self, options: LayoutOptions) -> None:
        super().__init__()
        self._options = options

    @property
    def name(self) -> str:
        return "Check the storage for the image layout"

    def run(self) -> None:
        """Raises InstallationError; a Storage module that does not answer is left to the later checks."""
        try:
            plan = read_plan()
        except Exception as error:
            log.warning("The planned storage could not be read (%s); it is checked when the disk is made.", error)
            return
        verdict = judge_plan(plan, self._options.nvr)
        for warning in verdict.warnings:
            log.warning("%s", warning)
        if verdict.problems:
            listed = "\n".join(f"- {problem}" for problem in verdict.problems)
            raise InstallationError(f"This storage cannot carry an imgbased node; nothing was written yet:\n{listed}")


class LayoutTask(Task):
    """Makes base and layer. Looks at the target in run() only: Anaconda makes this object before the disk is made."""

    def __init__(self, target: Target, options: LayoutOptions) -> None:
        super().__init__()
        self._target = target
        self._options = options
        self.outcome: Result = {}

    @property
    def name(self) -> str:
        return "Make the image layout"

    def run(self) -> Result:
        """The result; raises InstallationError, whose text is all the user sees."""
        try:
            self.outcome = run_layout(self._target, self._options, self.report_progress)
        except LayoutError as error:
            self.outcome = error.result
            raise InstallationError(str(error)) from error
        return self.outcome
