# SPDX-License-Identifier: GPL-2.0-or-later
# Starts the addon's service as its __main__ does, but with the kernel's view (/proc, /sys, /run) of the machine of stand-ins.

import os
import runpy
from functools import partial

from org_imgbased.layout import scene
from org_imgbased.service import service

_HOME = os.environ["STAND_IN_MACHINE"]
service.Target = partial(  # type: ignore[misc, assignment]
    scene.Target, work=f"{_HOME}/work", run=f"{_HOME}/run", proc=f"{_HOME}/proc", sys=f"{_HOME}/sys"
)
runpy.run_module("org_imgbased.service", run_name="__main__")
