# SPDX-License-Identifier: GPL-2.0-or-later
# `python3 -m basewright_node`, and the archive's beginning.
"""Nothing but the call."""

import sys

from basewright_node.cli import main

sys.exit(main())
