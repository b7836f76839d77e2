#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the real cockpit-ws on a node of its own: name spaces (mounts, processes, host name) of this script, where whatever is written is gone with it.
# Usage (as root): room.sh WORK PORT, by room.ts in new name spaces; users come in ROOM_* of the environment.
set -eu
umask 022
work=$1 port=$2
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

# Everything under these is as on this machine, and every change to it stays in this name space.
mkdir -p "$work/changes"
mount -t tmpfs changes "$work/changes"
for place in etc usr boot home var; do
  mkdir -p "/$place" "$work/changes/$place/new" "$work/changes/$place/work"
  mount -t overlay "$place" -o "lowerdir=/$place,upperdir=$work/changes/$place/new,workdir=$work/changes/$place/work" "/$place"
done
mount -t tmpfs run /run
mkdir -p -m 0755 /run/utmp.d /run/sudo /run/cockpit
: > /run/utmp
hostname node1.example.com
printf '127.0.0.1 localhost node1.example.com\n' > /etc/hosts

# People: one who may become root with the password, one who may not.
for user in "$ROOM_ADMIN" "$ROOM_VIEWER"; do useradd --create-home --shell /bin/bash "$user"; done
printf '%s:%s\n%s:%s\n' "$ROOM_ADMIN" "$ROOM_PASSWORD" "$ROOM_VIEWER" "$ROOM_PASSWORD" | chpasswd
mkdir -p /etc/sudoers.d
printf '%s ALL=(ALL) ALL\n' "$ROOM_ADMIN" > /etc/sudoers.d/room
chmod 0440 /etc/sudoers.d/room

# The page as the installation puts it onto a node.
mkdir -p /etc/basewright/cockpit /usr/local/share/cockpit
tar -xzf "$repository/cockpit/dist/cockpit-basewright.tar.gz" -C /etc/basewright/cockpit
ln -sfn /etc/basewright/cockpit /usr/local/share/cockpit/basewright

# The node package as it is; imgbase, lvm, the boot loader's programs and systemd are stood in for, and their calls recorded.
mkdir -p /usr/local/lib/room/node
cp -R "$repository/node/basewright_node" /usr/local/lib/room/node/
cp -R "$repository/node/tests/stand_ins" /usr/local/lib/room/
install -m 0755 "$here/room/basewright-node" /usr/local/lib/room/
install -m 0755 "$here/room/systemctl" "$here/room/systemd-run" "$here/room/who" /usr/bin/
mkdir -p /var/room/etc/basewright /var/room/var/lib/basewright-node /var/room/run/basewright-node
install -m 0600 "$work/node.conf" /var/room/etc/basewright/node.conf
ln -sfn /var/room/var/lib/basewright-node /var/lib/basewright-node
ln -sfn /var/room/run/basewright-node /run/basewright-node
printf '%s' "$work/stand-in" > /usr/local/lib/room/stand-in

# Sessions leave the sockets of their buses in /tmp; what the test gave stays where it is.
mkdir /run/given
mount --bind "$work" /run/given
mount -t tmpfs -o mode=1777 tmp /tmp
mkdir -p "$work"
mount --bind /run/given "$work"
umount /run/given
rmdir /run/given

for program in /usr/lib/cockpit/cockpit-ws /usr/libexec/cockpit-ws; do
  [ ! -x "$program" ] || exec "$program" --no-tls --address 127.0.0.1 --port "$port"
done
echo "cockpit-ws is not installed" >&2
exit 1
