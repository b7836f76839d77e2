# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by installer.sh: what dracut does before the installer runs. Headers, options and order of the requests are those of anaconda-dracut and dracut's url-lib.

# The last value of an argument, as dracut's getarg has it.
argument() { tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p" | tail -n 1; }
has_argument() { tr ' ' '\n' </proc/cmdline | grep -qx "$1"; }

# Where the real installer keeps it: generated scripts look it up there.
KS=/run/install/ks.cfg

export CURL_HOME=/run/curl
header() { echo "header = \"$1: $2\"" >>"$CURL_HOME/.curlrc"; }

fetch() { curl --globoff --location --retry 3 --retry-connrefused --fail --show-error --silent --output "$2" "$1"; }

prepare_headers() {
  mkdir -p "$CURL_HOME"
  header X-Anaconda-Architecture "$(uname -m)"
  header X-Anaconda-System-Release "Basewright test installer"
  if has_argument inst.ks.sendmac; then
    number=0
    for card in /sys/class/net/*; do
      card=${card##*/}
      [ "$card" = lo ] && continue
      header "X-RHN-Provisioning-MAC-$number" "$card $(cat "/sys/class/net/$card/address")"
      number=$((number + 1))
    done
  fi
  serial=$(cat /sys/class/dmi/id/product_serial 2>/dev/null)
  if has_argument inst.ks.sendsn && [ -n "$serial" ]; then header X-System-Serial-Number "$serial"; fi
}

fetch_kickstart() {
  url=$(argument inst.ks)
  say "fetching the kickstart $url"
  mkdir -p /run/install
  if ! fetch "$url" "$KS"; then
    say "anaconda: failed to fetch kickstart from $url"
    power_off
  fi
  say "kickstart begins"
  cat "$KS"
  say "kickstart ends"
}

# The installer's own image: .treeinfo, then the file that it names. It is only a small file here, because this initramfs is the whole installer.
fetch_stage2() {
  base=$(argument inst.stage2)
  [ -n "$base" ] || { say "there is no inst.stage2"; power_off; }
  fetch "$base/.treeinfo" /run/treeinfo || { say "no .treeinfo at $base"; power_off; }
  image=$(sed -n 's/^mainimage *= *//p' /run/treeinfo)
  fetch "$base/$image" /run/install.img || { say "no $image at $base"; power_off; }
  say "stage 2 is here: $(wc -c </run/install.img) bytes"
}

# A missing updates image is only a warning in the real one, and the installer starts without the add-on.
fetch_updates() {
  updates=$(argument inst.updates)
  [ -n "$updates" ] || return 0
  if fetch "$updates" /run/updates.img; then
    (cd / && gzip -dc /run/updates.img | cpio -idu 2>/dev/null)
    say "updates are unpacked"
  else
    say "no updates at $updates; going on without"
  fi
}
