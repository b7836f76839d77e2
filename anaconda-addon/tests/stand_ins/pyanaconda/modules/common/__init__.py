# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common: the start of a module's process.

import logging
import sys
from typing import Any


def init(log_filename: Any = None, log_stream: Any = sys.stderr) -> None:
    """Anaconda's also sets the locale and reads the configuration."""
    logging.basicConfig(level=logging.DEBUG, stream=log_stream)
