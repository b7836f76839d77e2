#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Stand-in for the booted layer: mounts what the installer has left on the disk, and starts the units that are enabled there, as systemd would.
say() { echo "node: $*"; }

mkdir -p /node
mount -t ext4 /dev/vda2 /node || { say "there is no node on this disk"; poweroff -f; }
for place in proc sys dev run; do mount -o bind "/$place" "/node/$place"; done
cp /etc/resolv.conf /node/etc/resolv.conf 2>/dev/null
say "booted from the local disk"
for unit in /node/etc/systemd/system/*.wants/*; do
  [ -e "/node/etc/systemd/system/${unit##*/}" ] || continue
  say "starting ${unit##*/}"
  sed -n 's/^ExecStart=[-+!@:]*//p' "/node/etc/systemd/system/${unit##*/}" | while read -r line; do
    chroot /node /bin/sh -c "$line" </dev/null
    say "${unit##*/} ended with $?"
  done
done
say "files that hold a token: $(grep -rlE '/t/[A-Za-z0-9_-]{43}/' /node/etc /node/root /node/var 2>/dev/null | wc -l)"
say "units that are left: $(ls -A /node/etc/systemd/system/multi-user.target.wants | wc -l)"
for place in run dev sys proc; do umount "/node/$place"; done
umount /node
say "is up"
# A node stays up; the test ends it. Nothing to do costs nothing.
while :; do sleep 3600; done
