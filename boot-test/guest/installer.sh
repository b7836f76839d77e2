#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Stand-in for the installer: goes through a kickstart in Anaconda's order, with its requests and its words where the boot plane or a person meets them.
say() { echo "stand-in: $*"; }
power_off() { sync; say "power off"; poweroff -f; sleep 60; }
restart() { sync; say "reboot"; reboot -f; sleep 60; }

. /guest/dracut.sh
. /guest/anaconda.sh

prepare_headers
fetch_kickstart
fetch_updates
fetch_stage2

read_kickstart
run_sections pre
choose_disk
ask_for_image
make_storage
run_sections pre-install
put_image
run_layout
keep_kickstart
run_sections post
finish
