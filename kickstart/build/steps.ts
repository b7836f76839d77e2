// SPDX-License-Identifier: GPL-2.0-or-later
// The %post scripts of a build: what makes a fresh installation fit for imgbased, the definition's own steps, and imgbased's last word.
import { options, type Section } from '../language/statement.ts';
import { targets } from '../profile/targets.ts';
import type { ImageDefinition } from './definition.ts';
import { payloads } from './payloads.ts';

const section = (body: string, field: string, interpreter?: string): Section => ({
  kind: 'section', name: '%post', args: [], options: options({ '--interpreter': interpreter, '--erroronfail': true }), body, from: { slice: field.startsWith('steps') ? 'scripts' : 'build', field },
});

/** Source: imgbased makes a volume for each of these, and stops where one is no directory ("Is no dir"). */
const DIRECTORIES = `# imgbased makes a volume for each of these directories and stops where one is missing.
mkdir -p /home /tmp /var/crash /var/log/audit /var/tmp
chmod 1777 /tmp /var/tmp
chmod 0700 /var/log/audit
`;

/**
 * Source: imgbased's build.py moves /var/lib/rpm to /usr/share/rpm, and its bootsetup.py reads it there. Newer releases keep the database in
 * /usr/lib/sysimage/rpm with a link in /var/lib, and only the link would be moved.
 */
const RPM_DATABASE = `# imgbased moves /var/lib/rpm to /usr/share/rpm and reads it there: the database itself must lie there, and not a link to it.
if [ -d /usr/lib/sysimage/rpm ] && [ ! -L /usr/lib/sysimage/rpm ]; then
  if [ -L /var/lib/rpm ] || [ ! -e /var/lib/rpm ]; then
    rm -f /var/lib/rpm
    mv /usr/lib/sysimage/rpm /var/lib/rpm
    ln -s ../../share/rpm /usr/lib/sysimage/rpm
  fi
fi
`;

/** Source: "imgbase update" stops these units with a plain "systemctl stop", which fails where there is no such unit. */
const STAND_INS = `# "imgbase update" stops the units of vdsm, and fails where they do not exist.
for unit in vdsmd supervdsmd vdsm-network; do
  file="/usr/lib/systemd/system/$unit.service"
  if [ ! -e "$file" ]; then
    printf '%s\\n' '[Unit]' "Description=Stand-in for $unit, which imgbase update stops" '[Service]' 'Type=oneshot' 'RemainAfterExit=yes' 'ExecStart=/bin/true' > "$file"
  fi
done
`;

/** Source: imgbased's bootloader.py uses the boot loader specification only where this file exists; without it every update fails. */
const GRUBBY_LINK = `# imgbased looks for grubby by the name it had before.
if [ ! -e /usr/libexec/grubby/grubby-bls ]; then
  mkdir -p /usr/libexec/grubby
  ln -s /usr/sbin/grubby /usr/libexec/grubby/grubby-bls
fi
`;

/** vdsm configures itself at the first start of the node when this file is there. Source: ovirt-node-ng-image. */
const VDSM = `# vdsm configures itself when the node starts for the first time.
touch /var/lib/ngn-vdsm-need-configure
`;

function preparation({ payload, target }: ImageDefinition): Section {
  const { hasVdsm } = payloads[payload];
  const { kickstart } = targets[target];
  const needsLink = kickstart !== 'RHEL8' && kickstart !== 'RHEL9';
  return section(['set -eu\n', DIRECTORIES, hasVdsm ? VDSM : STAND_INS, needsLink ? GRUBBY_LINK : ''].join(''), 'payload');
}

/** Kernels must have their files in /boot: imgbased copies them from there for every layer, and the image is no use without. */
const KERNELS = `# Every kernel needs its two files in /boot; imgbased copies them for each layer.
found=
for directory in /lib/modules/*/; do
  version="$(basename "$directory")"
  if [ ! -e "$directory/vmlinuz" ] && [ ! -e "/boot/vmlinuz-$version" ]; then continue; fi
  found=yes
  if [ ! -e "/boot/vmlinuz-$version" ]; then cp "$directory/vmlinuz" "/boot/vmlinuz-$version"; fi
  if [ ! -e "/boot/initramfs-$version.img" ]; then dracut --no-hostonly "/boot/initramfs-$version.img" "$version"; fi
done
if [ -z "$found" ]; then stop 'there is no kernel in it.'; fi
`;

const CHECKS = `# What would only be found when a machine is installed or upgraded is found here.
if ! command -v imgbase > /dev/null; then stop 'imgbase is missing: name a repository that has the package imgbased.'; fi
if [ ! -L /etc/os-release ]; then stop '/etc/os-release must be a link; imgbase refuses a file.'; fi
if [ ! -s /etc/system-release-cpe ]; then stop '/etc/system-release-cpe is missing: imgbase cannot make a layer without it.'; fi
if [ ! -f /etc/ssh/sshd_config ]; then stop '/etc/ssh/sshd_config is missing: imgbase cannot make a layer without it.'; fi
if [ ! -f /etc/lvm/profile/imgbased-pool.profile ]; then stop '/etc/lvm/profile/imgbased-pool.profile is missing: install imgbased again.'; fi
`;

/** What belongs to one machine: a node that finds it would share keys or disks with others. */
const TRACES = `# What belongs to one machine only.
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /var/lib/systemd/random-seed /etc/lvm/devices/system.devices
`;

/** Source: imgbased's build.py disables every repository of a file that does not hold this comment. */
function keptRepositories({ repositories }: ImageDefinition): string {
  const kept = repositories.filter(({ keep }) => keep).map(({ name }) => name);
  if (kept.length === 0) return '';
  return `# imgbase disables every repository that is not marked.
for repository in ${kept.join(' ')}; do
  file="/etc/yum.repos.d/$repository.repo"
  if [ ! -f "$file" ]; then stop "$file is missing: the installer did not write it."; fi
  sed -i '1i # imgbased: set-enabled' "$file"
done
`;
}

function completion(definition: ImageDefinition, nvr: string): Section {
  const body = [
    "set -eu\nstop() { echo \"This image would not work: $1\" >&2; exit 1; }\n",
    CHECKS, KERNELS, TRACES, keptRepositories(definition), RPM_DATABASE,
    '# The last step: nothing may change after it, because it keeps a copy of /etc and /var as they are now.\n',
    `imgbase --debug --experimental image-build --postprocess --set-nvr=${nvr}\n`,
  ].join('');
  return section(body, 'name');
}

/** Every %post, in order. A failing one ends the build. */
export function buildScripts(definition: ImageDefinition, nvr: string): Section[] {
  return [
    preparation(definition),
    ...definition.steps.map(({ body, interpreter }, index) => section(body, `steps.${index}`, interpreter)),
    completion(definition, nvr),
  ];
}
