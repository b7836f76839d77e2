#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Called by udhcpc: takes the address and the route that were leased.
[ "$1" = bound ] || exit 0
ip address add "$ip/${mask:-24}" dev "$interface"
[ -z "$router" ] || ip route add default via "${router%% *}" dev "$interface"
