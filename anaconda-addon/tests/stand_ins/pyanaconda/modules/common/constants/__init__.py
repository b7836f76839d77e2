# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in: only makes this directory a package.
