// SPDX-License-Identifier: GPL-2.0-or-later
// The %pre that finds the disk on the machine itself, when it is named by a serial number or a size rule.
import type { Section } from '../language/statement.ts';
import type { Disk } from '../profile/disk.ts';

/** The file the script writes and the kickstart includes. */
export const DISK_INCLUDE = '/tmp/basewright-disk.ks';
/** First line of the script, by which an import knows it again; the rule follows in JSON. */
export const DISK_MARK = '# Basewright finds the disk:';

const GIB = 1024 ** 3;

/** Shell test for one candidate: $name, $size (bytes) and $serial are set. */
function test(disk: Extract<Disk, { by: 'serial' | 'size' }>): string {
  if (disk.by === 'serial') return `[ "$serial" = "${disk.serial}" ]`;
  const limits = [
    ...(disk.min === undefined ? [] : [`[ "$size" -ge ${disk.min * GIB} ]`]),
    ...(disk.max === undefined ? [] : [`[ "$size" -le ${disk.max * GIB} ]`]),
  ];
  return limits.length > 0 ? limits.join(' && ') : 'true';
}

/**
 * The section. It looks at real disks only (no CD, no read-only or removable disk, none in use), and stops the installation
 * unless exactly one fits: with no match or a tie nothing is erased.
 */
export function findDisk(disk: Extract<Disk, { by: 'serial' | 'size' }>): Section {
  const order = disk.by === 'size' && disk.pick === 'largest' ? '-rn' : '-n';
  const choose = disk.by === 'size' ? [
    `best=$(printf '%s\\n' "$found" | sort ${order} | head -n 1 | cut -d ' ' -f 1)`,
    'found=$(printf \'%s\\n\' "$found" | awk -v best="$best" \'$1 == best\')',
  ] : [];
  const body = [
    `${DISK_MARK} ${JSON.stringify(disk)}`,
    'udevadm settle 2>/dev/null',
    "found=$(lsblk -dnbo NAME,SIZE,TYPE,RO,RM | while read -r name size type ro rm; do",
    '  [ "$type" = disk ] && [ "$ro" = 0 ] && [ "$rm" = 0 ] && [ "$size" -gt 0 ] || continue',
    '  case "$name" in zram*|ram*|loop*) continue ;; esac',
    '  lsblk -no MOUNTPOINT "/dev/$name" | grep -q . && continue',
    '  serial=$(lsblk -dno SERIAL "/dev/$name" | tr -d \' \')',
    `  ${test(disk)} || continue`,
    '  echo "$size $name"',
    'done)',
    'if [ -z "$found" ]; then echo "No disk fits the rule; nothing was changed. Disks here:" >&2; lsblk -dno NAME,SIZE,SERIAL >&2; exit 1; fi',
    ...choose,
    'if [ "$(printf \'%s\\n\' "$found" | wc -l)" -ne 1 ]; then echo "More than one disk fits the rule; nothing was changed:" >&2; echo "$found" >&2; exit 1; fi',
    `echo "ignoredisk --only-use=\${found#* }" > ${DISK_INCLUDE}`,
    '',
  ].join('\n');
  return { kind: 'section', name: '%pre', options: [['--erroronfail', true]], args: [], body, from: { slice: 'storage', field: 'storage.disk' } };
}
