# SPDX-License-Identifier: GPL-2.0-or-later
# Stand-ins for what no registry has: imgbase, LVM's programs, and the few classes of pyanaconda the addon uses.
