# SPDX-License-Identifier: GPL-2.0-or-later
# Brings in the parser with which the addon itself reads `%addon org_imgbased`: what passes here passes there.

import sys
from pathlib import Path

import offline_load

assert offline_load  # must come before pykickstart
sys.path.append(str(Path(__file__).resolve().parents[2] / "anaconda-addon"))

from org_imgbased.section import ADDON, LayoutSection

__all__ = ["ADDON", "LayoutSection"]
