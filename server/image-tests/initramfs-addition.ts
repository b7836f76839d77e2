// SPDX-License-Identifier: GPL-2.0-or-later
// What is put behind an image's initramfs so that the started system answers: nothing in the image itself is changed, whatever its file system.
// The kernel unpacks archives that follow each other over one another. Units that the initramfs leaves in /run are still there in the real system.

/** Begins every line of the answer; the nonce keeps it apart from what the image writes on its own. */
export function answerMark(nonce: string): string {
  return `basewright-${nonce}:`;
}

/** Runs in the initramfs, when the root file system is mounted. */
const PLANT_UNIT = `[Unit]
Description=Basewright prepares its question
DefaultDependencies=no
ConditionPathExists=/etc/initrd-release
After=initrd-root-fs.target
Before=initrd.target initrd-cleanup.service initrd-switch-root.service
[Service]
Type=oneshot
ExecStart=/bin/sh /basewright/plant
`;

const plant = (mark: string) => `set -e
units=/run/systemd/system
mkdir -p /run/basewright "$units/multi-user.target.wants" "$units/emergency.service.d" "$units/rescue.service.d"
cp /basewright/probe /run/basewright/probe
cp /basewright/probe.service "$units/basewright-probe.service"
ln -sf ../basewright-probe.service "$units/multi-user.target.wants/basewright-probe.service"
cp /basewright/emergency.conf "$units/emergency.service.d/basewright.conf"
cp /basewright/emergency.conf "$units/rescue.service.d/basewright.conf"
type=other
while read -r _ place kind _; do [ "$place" != /sysroot ] || type=$kind; done </proc/self/mounts
echo "${mark} root $type" >/dev/console
`;

/** Starts when multi-user is reached. A simple service is no job that the system waits for. */
const PROBE_UNIT = `[Unit]
Description=Basewright asks how this system is
After=multi-user.target
[Service]
Type=simple
ExecStart=/bin/sh /run/basewright/probe multi-user
`;

/** Instead of a shell that waits for somebody. */
const EMERGENCY = `[Service]
ExecStartPre=
ExecStart=
ExecStart=-/bin/sh /run/basewright/probe emergency
`;

/** How long jobs that go on after multi-user are waited for, in seconds. */
const SETTLING = 60;
const MOST_UNITS = 20;

const probe = (mark: string) => `exec >/dev/console 2>/dev/null
# Messages of the kernel would fall into the lines of the answer.
echo 1 >/proc/sys/kernel/printk
waited=0
state=$(systemctl is-system-running)
while [ "$1" = multi-user ] && [ "$waited" -lt ${SETTLING} ]; do
  case $state in initializing|starting) ;; *) break ;; esac
  sleep 1
  waited=$((waited + 1))
  state=$(systemctl is-system-running)
done
failed=$(systemctl list-units --state=failed --plain --no-legend --no-pager | while read -r unit _; do echo "$unit"; done)
for unit in $failed; do
  echo "--- $unit"
  journalctl --boot --unit="$unit" --lines=10 --output=cat --no-pager
done
for again in 1 2; do
  echo
  echo "${mark} state $state"
  echo "${mark} kernel $(uname -r)"
  count=0
  for unit in $failed; do
    [ "$count" -ge ${MOST_UNITS} ] || echo "${mark} failed $unit"
    count=$((count + 1))
  done
  echo "${mark} end $1"
done
sync
echo o >/proc/sysrq-trigger
sleep 10
systemctl poweroff --force --force
`;

type Member = { readonly path: string; readonly mode: number; readonly content: string };

/** The members of the archive. @internal */
export function additionMembers(nonce: string): readonly Member[] {
  const mark = answerMark(nonce);
  const [folder, file, link] = [0o040755, 0o100644, 0o120777];
  return [
    { path: 'basewright', mode: folder, content: '' },
    { path: 'basewright/plant', mode: file, content: plant(mark) },
    { path: 'basewright/probe', mode: file, content: probe(mark) },
    { path: 'basewright/probe.service', mode: file, content: PROBE_UNIT },
    { path: 'basewright/emergency.conf', mode: file, content: EMERGENCY },
    { path: 'etc', mode: folder, content: '' },
    { path: 'etc/systemd', mode: folder, content: '' },
    { path: 'etc/systemd/system', mode: folder, content: '' },
    { path: 'etc/systemd/system/basewright-plant.service', mode: file, content: PLANT_UNIT },
    { path: 'etc/systemd/system/initrd.target.wants', mode: folder, content: '' },
    { path: 'etc/systemd/system/initrd.target.wants/basewright-plant.service', mode: link, content: '../basewright-plant.service' },
  ];
}

/** Bytes up to the next multiple of four. */
const padding = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);

/** One member of an archive in the "newc" form. Source: the kernel's documentation, "initramfs buffer format". */
function newcMember({ path, mode, content }: Member, inode: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const body = Buffer.from(content);
  const links = (mode & 0o170000) === 0o040000 ? 2 : 1;
  const numbers = [inode, mode, 0, 0, links, 0, body.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`);
  return Buffer.concat([header, name, padding(header.length + name.length), body, padding(body.length)]);
}

/**
 * The archive, with zeros before it so that it may follow an initramfs of this length: the kernel passes over them.
 *
 * @param nonce letters and digits
 * @param initramfsSize in bytes
 */
export function initramfsAddition(nonce: string, initramfsSize: number): Buffer {
  const members = [...additionMembers(nonce), { path: 'TRAILER!!!', mode: 0, content: '' }];
  return Buffer.concat([padding(initramfsSize), ...members.map((member, index) => newcMember(member, index + 1))]);
}
