# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by init: every network card gets an address by DHCP, as NetworkManager does in the installer's initramfs.
ip link set lo up
for card in /sys/class/net/*; do
  card=${card##*/}
  [ "$card" = lo ] && continue
  ip link set "$card" up
  udhcpc -i "$card" -n -q -t 8 -T 2 -s /guest/lease.sh >/dev/null 2>&1 || echo "init: no address for $card"
done
