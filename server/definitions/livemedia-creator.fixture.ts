// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a stand-in for livemedia-creator, which needs root, Anaconda and a mirror. It takes the same options, says what the real one says, and writes a real squashfs.

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `ready`: LiveOS/rootfs.img, as the real one makes it. `elsewhere`: under another name. `two`, `none`: no image for a node. `broken`: no squashfs.
 * `failing`: ends as the real one does when a script fails. `hanging`: never ends by itself.
 */
export type Behaviour = 'ready' | 'elsewhere' | 'two' | 'none' | 'broken' | 'failing' | 'hanging';

/** What its output looks like: livemedia-creator's own lines with their time, and those of Anaconda's text mode. */
const SAID = [
  'livemedia-creator v34.9.26-1.el9', 'selinux is Permissive', 'disk_img = /var/tmp/lmc-disk-abc.img', 'Using disk size of 6146MiB', 'Running anaconda.',
  'Starting installer, one moment...', 'Starting package installation process', 'Downloading packages', 'Downloading 412 RPMs, 210 MiB / 420 MiB (50%) done.', 'Preparing transaction from installation source',
  'Installing libgcc.x86_64 (1/412)', 'Installing kernel.x86_64 (206/412)', 'Installing imgbased.noarch (412/412)', 'Performing post-installation setup tasks', 'Configuring imgbased.noarch', 'Running post-installation scripts',
];
const AFTERWARDS = ['Disk Image install successful', 'working dir is /var/tmp/lmc-work-1', 'Packing live rootfs image', 'Rebuilding initramfs for live', 'SUMMARY', '-------'];

const FILES: Readonly<Record<Behaviour, string>> = {
  ready: 'put LiveOS/rootfs.img', elsewhere: 'put images/root.img', two: 'put LiveOS/rootfs.img; put LiveOS/other.img', none: 'put etc/os-release', broken: '', failing: '', hanging: '',
};

function script(behaviour: Behaviour, record: string): string {
  return `#!/bin/sh
# Stand-in for livemedia-creator.
printf '%s\\n' "$@" > '${record}/arguments'
id -u > '${record}/uid'
for word in "$@"; do
  case "$word" in
    --ks=*) cp "\${word#--ks=}" '${record}/kickstart' ;;
    --resultdir=*) result="\${word#--resultdir=}" ;;
    --logfile=*) mkdir -p "$(dirname "\${word#--logfile=}")"; : > "\${word#--logfile=}" ;;
  esac
done
say() { echo "2026-11-24 18:26:05,123: $1" >&2; }
${SAID.map((line) => `say '${line}'`).join('\n')}
if [ ${behaviour} = failing ]; then
  say 'The following error occurred while installing.  This is a fatal error and installation will be aborted.'
  say 'ERROR: Image creation failed: novirt_install failed'
  exit 1
fi
if [ ${behaviour} = hanging ]; then
  sleep 600 & echo $! > '${record}/pid'
  wait
fi
[ -e "$result" ] && exit 3
mkdir -p "$result" root
put() { mkdir -p "root/$(dirname "$1")"; printf 'a file system %s' "$1" > "root/$1"; }
${FILES[behaviour] === '' ? ':' : FILES[behaviour]}
if [ ${behaviour} = broken ]; then head -c 5000 /dev/zero > "$result/live-rootfs.squashfs.img"; else mksquashfs root "$result/live-rootfs.squashfs.img" -noappend -quiet -no-progress -comp gzip > /dev/null; fi
${AFTERWARDS.map((line) => `say '${line}'`).join('\n')}
say "Results are in $result"
`;
}

export type StandIn = { /** For PATH, before the system's own. */ readonly directory: string; /** Where it leaves what it was given: `arguments`, `kickstart`, `uid`. */ readonly record: string };

/** Makes the stand-in, in a directory of its own below the system's temporary one. */
export function makeLivemediaCreator(behaviour: Behaviour): StandIn {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-livemedia-'));
  const record = join(directory, 'record');
  mkdirSync(record);
  const program = join(directory, 'livemedia-creator');
  writeFileSync(program, script(behaviour, record));
  chmodSync(program, 0o755);
  return { directory, record };
}
