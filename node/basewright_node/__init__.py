# SPDX-License-Identifier: GPL-2.0-or-later
# The package of a running node: upgrade, rollback, health and check-in. Standard library only, Python 3.6 to 3.14.
"""What a node does by itself: `basewright-node status|upgrade|rollback|check-in|health|remove|plan|difference`."""

__version__ = "1.0.0"
