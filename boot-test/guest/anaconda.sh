# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by installer.sh: the steps of the installer itself, in Anaconda's order.

SECTIONS=/run/sections
SYSROOT=/mnt/sysroot

# The kickstart with the files that its %pre sections wrote, if they are there yet.
commands() {
  while IFS= read -r line; do
    case "$line" in
    "%include "*) cat "${line#%include }" 2>/dev/null ;;
    *) printf '%s\n' "$line" ;;
    esac
  done <"$SECTIONS/commands"
}

# An error of a step, in Anaconda's words: %onerror sections run, and it ends.
fail() {
  echo "ERR packaging: $1" >>/tmp/packaging.log
  echo "CRT exception: $1" >>/tmp/anaconda.log
  say "The exact error message is: $1"
  run_sections onerror
  say "the installer will now terminate"
  power_off
}

# A script with --erroronfail that failed: %onerror sections do not run then. The installer logs it, shows it, and ends after three minutes.
fail_script() {
  echo "ERR anaconda: Error code $2 running the kickstart script at line $3" >>/tmp/anaconda.log
  say "There was an error running the kickstart script at line $3 (%$1, code $2)"
  sleep 180
  power_off
}

read_kickstart() {
  mkdir -p "$SECTIONS" "$SYSROOT"
  awk -v directory="$SECTIONS" -f /guest/sections.awk "$KS" || fail "A section of the kickstart has no %end."
  echo "INF anaconda: parsing kickstart" >/tmp/anaconda.log
  echo "INF program: Running... lsblk" >/tmp/program.log
  echo "INF blivet: storage" >/tmp/storage.log
}

# run_sections KIND: in the order of the file. %post runs inside the installed system unless it says --nochroot.
run_sections() {
  for head in "$SECTIONS"/*-"$1".head; do
    [ -e "$head" ] || continue
    body=${head%.head}
    options=" $(sed 's/^%[a-z-]*//' "$head") "
    interpreter=$(printf '%s' "$options" | sed -n 's/.*--interpreter[= ]\([^ ]*\).*/\1/p')
    say "running %$1 ${body##*/}"
    script=ks-script-${body##*/}
    case "$1$options" in
    post*--nochroot*) root=/ ;;
    post*) root=$SYSROOT ;;
    *) root=/ ;;
    esac
    cp "$body" "$root/tmp/$script"
    # What a script says goes to its log, and here to the console too.
    chroot "$root" "${interpreter:-/bin/sh}" "/tmp/$script" 2>&1 | tee "/tmp/$script.log"
    code=${PIPESTATUS[0]}
    rm -f "$root/tmp/$script"
    say "%$1 ${body##*/} ended with $code"
    case "$options" in
    *" --erroronfail "*) [ "$code" -eq 0 ] || fail_script "$1" "$code" "$(cat "$body.line")" ;;
    esac
  done
}

choose_disk() {
  disk=$(commands | sed -n 's/^ignoredisk --only-use=//p' | tail -n 1)
  disk=${disk#/dev/}
  [ -b "/dev/$disk" ] || fail "Disk \"$disk\" given in ignoredisk command does not exist."
  say "the disk is $disk"
}

# python-requests asks with HEAD: no redirect is followed, no header of dracut's is sent, nothing is tried again.
ask_for_image() {
  line=$(commands | grep '^liveimg ')
  url=$(printf '%s' "$line" | sed -n 's/.*--url[= ]"\{0,1\}\([^ "]*\).*/\1/p')
  checksum=$(printf '%s' "$line" | sed -n 's/.*--checksum[= ]"\{0,1\}\([0-9A-Fa-f]*\).*/\1/p')
  CURL_HOME=/none curl --globoff --silent --show-error --head --max-time 46 --user-agent python-requests/2.25.1 "$url" >/run/head || fail "Failed to send a HEAD request: $url"
  status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' /run/head)
  [ "$status" = 200 ] || fail "http request returned $status"
  size=$(tr -d '\r' </run/head | sed -n 's/^[Cc]ontent-[Ll]ength: *//p')
  [ -n "$size" ] || fail "The server does not say how large the image is."
  say "the image has $size bytes"
}

# One partition for the node, beside the boot loader that the test brought along; the volumes of the kickstart are left to the tests on real LVM.
make_storage() {
  say "erasing /dev/$disk"
  dd if=/guest/boot-part.img of="/dev/$disk" bs=1M conv=notrunc 2>/dev/null
  blockdev --rereadpt "/dev/$disk"
  # Only what every GRUB can read.
  mke2fs -q -F -t ext4 -b 4096 -O none,has_journal,extent,filetype,sparse_super "/dev/${disk}2" || fail "mke2fs failed"
  mount -t ext4 "/dev/${disk}2" "$SYSROOT" || fail "mount failed"
  say "storage is made"
}

put_image() {
  if [ "$(CURL_HOME=/none curl --globoff --silent --show-error --location --user-agent python-requests/2.25.1 --output "$SYSROOT/disk.img" --write-out '%{http_code}' "$url")" != 200 ]; then fail "The image could not be fetched."; fi
  echo "$checksum  $SYSROOT/disk.img" | sha256sum -c >/dev/null 2>&1 || fail "Checksum of image does not match"
  say "the checksum of the image is right"
  mkdir -p /run/image
  mount -t squashfs -o ro,loop "$SYSROOT/disk.img" /run/image || fail "mount error 32"
  cp -a /run/image/. "$SYSROOT/" || fail "the image could not be copied"
  umount /run/image
  rm "$SYSROOT/disk.img"
  for place in proc sys dev run; do mkdir -p "$SYSROOT/$place"; mount -o bind "/$place" "$SYSROOT/$place"; done
  cp /etc/resolv.conf "$SYSROOT/etc/resolv.conf" 2>/dev/null
  say "the image is on the disk"
}

# What the add-on org_imgbased does when its section is there, as far as the server can see: two posts to the address in the section.
run_layout() {
  section=$(ls "$SECTIONS"/*-addon.head 2>/dev/null | while read -r head; do grep -q '^%addon org_imgbased' "$head" && cat "$head"; done)
  case "$section" in "" | *--disable*) return 0 ;; esac
  nvr=$(printf '%s' "$section" | sed -n 's/.*--nvr[= ]"\{0,1\}\([^ "]*\).*/\1/p')
  report=$(printf '%s' "$section" | sed -n 's/.*--report-url[= ]"\{0,1\}\([^ "]*\).*/\1/p')
  nvr=${nvr:-ovirt-node-ng-4.5.5-0.20261101.0}
  # An add-on that is not there is passed over without a word.
  [ -d /usr/share/anaconda/addons/org_imgbased ] || return 0
  say "making the layout"
  post_layout '{"format":1,"outcome":"started","nvr":"'"$nvr"'"}'
  sed "s/@NVR@/$nvr/g" /guest/layout-done.json >/run/layout.json
  echo "$nvr+1" >"$SYSROOT/etc/imgbased-layer"
  post_layout @/run/layout.json
}

post_layout() {
  [ -n "$report" ] || { say "the section of the add-on names no address for its result"; return 0; }
  answer=$(CURL_HOME=/none curl --globoff --silent --show-error --max-time 10 --header 'Content-Type: application/json' --user-agent org_imgbased/test --data-binary "$1" --output /dev/null --write-out '%{http_code}' "$report")
  say "the layout result was answered with $answer"
}

# The installer keeps the kickstart on the node, with all scripts in it.
keep_kickstart() { cp "$KS" "$SYSROOT/root/anaconda-ks.cfg"; }

finish() {
  # The add-on lets imgbase switch to the layer: what %post left in /etc is in it.
  for place in run dev sys proc; do umount "$SYSROOT/$place"; done
  umount "$SYSROOT"
  say "the installation is done"
  if commands | grep -q '^reboot'; then restart; fi
  power_off
}
