# SPDX-License-Identifier: GPL-2.0-or-later
# All scenes by name; read on the host for the names, and in the machine to play them.

import scenes_after
import scenes_before
import scenes_made

SCENES = {**scenes_made.SCENES, **scenes_before.SCENES, **scenes_after.SCENES}
