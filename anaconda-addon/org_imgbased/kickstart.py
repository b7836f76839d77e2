# SPDX-License-Identifier: GPL-2.0-or-later
# Tells Anaconda's kickstart machinery which class takes the section.

from pyanaconda.core.kickstart import VERSION, KickstartSpecification
from pyanaconda.core.kickstart.addon import AddonData

from org_imgbased.section import ADDON, LayoutSection


class ImgbasedData(LayoutSection, AddonData):
    """The section, as Anaconda's addon registry holds it."""


class ImgbasedKickstartSpecification(KickstartSpecification):
    """What this addon reads of a kickstart: its own section."""

    version = VERSION
    addons = {ADDON: ImgbasedData}  # noqa: RUF012 - the form Anaconda reads
