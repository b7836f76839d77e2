# SPDX-License-Identifier: GPL-2.0-or-later
# The layout step itself: plain paths in, a result out. Knows neither D-Bus nor Anaconda.
"""``python3 -m org_imgbased.layout --help`` runs it by hand."""
