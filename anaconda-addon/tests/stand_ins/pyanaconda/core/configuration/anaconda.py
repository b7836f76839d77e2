# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.core.configuration.anaconda: where the system is installed.

import os
from types import SimpleNamespace

_HOME = os.environ.get("STAND_IN_MACHINE", "/nowhere")
conf = SimpleNamespace(target=SimpleNamespace(system_root=f"{_HOME}/sysroot", physical_root=f"{_HOME}/sysimage"))
