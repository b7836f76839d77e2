#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a node of its own, with the root directory of one edition of Cockpit, and starts it: whatever is written is in memory, in name spaces (mounts, processes, host name) of this script, and gone with it.
# Usage (as root): room.sh WORK PORT ROOT, by room.ts in new name spaces; ROOT is a tar archive; users come in ROOM_* of the environment.
set -eu
umask 022
work=$1 port=$2 root=$3
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

new=$work/root
mkdir "$new"
mount -t tmpfs -o mode=0755 root "$new"
tar -xf "$root" -C "$new" --numeric-owner --exclude='./dev/*'
mount -t proc proc "$new/proc"
for place in dev sys; do mount --rbind "/$place" "$new/$place"; done

# The page as the installation puts it onto a node.
mkdir -p "$new/etc/basewright/cockpit" "$new/usr/local/share/cockpit"
tar -xzf "$repository/cockpit/dist/cockpit-basewright.tar.gz" -C "$new/etc/basewright/cockpit" --no-same-owner
ln -sfn /etc/basewright/cockpit "$new/usr/local/share/cockpit/basewright"

# The node package as it is; imgbase, lvm, the boot loader's programs and systemd are stood in for, and their calls recorded.
lib=$new/usr/local/lib/room
mkdir -p "$lib/node"
cp -R "$repository/node/basewright_node" "$lib/node/"
cp -R "$repository/node/tests/stand_ins" "$lib/"
install -m 0755 "$here/room/basewright-node" "$here/room/start" "$lib/"
install -m 0755 "$here/room/systemctl" "$here/room/systemd-run" "$here/room/who" "$new/usr/bin/"
mkdir -p "$new/var/room/etc/basewright" "$new/var/room/var/lib/basewright-node" "$new/var/room/run/basewright-node"
install -m 0600 "$work/node.conf" "$new/var/room/etc/basewright/node.conf"
ln -sfn /var/room/var/lib/basewright-node "$new/var/lib/basewright-node"
printf '%s' "$work/stand-in" > "$lib/stand-in"

# What the test gave has the same name inside and outside.
mount -t tmpfs -o mode=1777 tmp "$new/tmp"
mkdir -p "$new$work"
mount --bind "$work" "$new$work"

cd "$new"
mkdir old
pivot_root . old
# Nothing of the machine's own system is left to be seen, or to be changed.
exec chroot . /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "ROOM_ADMIN=$ROOM_ADMIN" "ROOM_VIEWER=$ROOM_VIEWER" "ROOM_PASSWORD=$ROOM_PASSWORD" /usr/local/lib/room/start "$port"
