# SPDX-License-Identifier: GPL-2.0-or-later
# The Anaconda addon that turns an installed root volume into imgbased's base and layer.
"""``%addon org_imgbased``: see README.md beside this package."""

__version__ = "1.0.0"
