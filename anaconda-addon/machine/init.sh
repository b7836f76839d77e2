#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# First process of the machine: puts a throw-away layer over the host's tree, loads LVM's drivers, runs scenes, powers off.
# Takes from the kernel's command line: OUT (a directory of the host, the only one written to), PYTHON, SCENES (a directory).

off() {
	sync
	echo o >/proc/sysrq-trigger
	sleep 60
}
trap off EXIT
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
umask 022
mount -t proc proc /proc || exit
modules=/usr/lib/uml/modules
insmod "$(find "$modules/$(uname -r)" -name overlay.ko)" || exit

mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root || exit
root=/mnt/root
mount -t proc proc $root/proc
mount -t sysfs sys $root/sys
mount -t devtmpfs dev $root/dev
for place in run mnt; do mount -t tmpfs tmpfs "$root/$place"; done
mkdir -p $root/run/lock/lvm $root/run/lvm $root/run/out $root/mnt/sysimage $root/mnt/sysroot
mount -t hostfs none $root/run/out -o "$OUT" || exit
rm -rf $root/lib/modules
ln -s "$modules" $root/lib/modules
# Nobody answers for udev here: LVM makes its nodes itself.
rm -rf $root/etc/lvm
mkdir -p $root/etc/lvm
cp "$SCENES/lvm.conf" $root/etc/lvm/lvm.conf
chroot $root modprobe -a dm-mod dm-thin-pool dm-snapshot || exit
chroot $root "$PYTHON" "$SCENES/runner.py" "$OUT" >$root/run/out/said 2>&1
echo "runner ended with $?"
