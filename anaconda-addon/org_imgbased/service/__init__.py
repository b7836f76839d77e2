# SPDX-License-Identifier: GPL-2.0-or-later
# The D-Bus service that Anaconda starts: everything that needs pyanaconda is in here (and in kickstart.py).
