// SPDX-License-Identifier: GPL-2.0-or-later
// ignoredisk, clearpart, zerombr and our disk-finding %pre -> which disk is erased.
import { Disk, wwnOf } from '../profile/disk.ts';
import { DISK_INCLUDE, DISK_MARK } from '../templates/find-disk.ts';
import type { Context } from './context.ts';
import type { ReadCommand, ReadSection } from './parse.ts';

/** The disk as a kickstart names it. */
export function diskOf(spec: string): Disk {
  const name = spec.replace(/^\/dev\//, '');
  if (!name.startsWith('disk/by-id/')) return { by: 'device', device: name };
  const id = name.slice('disk/by-id/'.length);
  const wwn = wwnOf(id);
  return wwn === undefined ? { by: 'id', id } : { by: 'wwn', wwn };
}

/** The rule of the section, when it is the one that this program adds to find the disk. */
export function findDiskRule(section: ReadSection): Disk | undefined {
  const [first = ''] = section.body.split('\n');
  if (section.name !== '%pre' || !first.startsWith(`${DISK_MARK} `)) return undefined;
  try {
    const rule = Disk.safeParse(JSON.parse(first.slice(DISK_MARK.length)));
    return rule.success && (rule.data.by === 'serial' || rule.data.by === 'size') ? rule.data : undefined;
  } catch {
    return undefined; // somebody edited the line: the script stays a script
  }
}

/** The disk found by our script, and the script's own line. */
function foundByScript(context: Context): Disk | undefined {
  const { ledger, statements } = context;
  let found: Disk | undefined;
  for (const section of context.sections('%pre')) {
    const rule = findDiskRule(section);
    if (rule === undefined) continue;
    found = rule;
    ledger.settle(section, 'understood', 'The script that finds the disk; it is written anew.');
    ledger.gives('storage.disk', section.line);
  }
  for (const statement of statements) {
    if (found !== undefined && statement.kind === 'include' && statement.path === DISK_INCLUDE) ledger.settle(statement, 'understood');
  }
  return found;
}

type Named = { readonly disks: readonly string[]; readonly line: number };
const named = (commands: readonly ReadCommand[], option: string): Named[] => commands.flatMap((command) => command.given
  .filter((given) => given.option === option)
  .map(({ value }) => ({ disks: value === true ? [] : value.split(',').map((disk) => disk.trim()).filter(Boolean), line: command.line })));

function settleClearpart(context: Context): void {
  const { ledger } = context;
  const clearpart = context.one('clearpart');
  const all = clearpart.flag('--all');
  clearpart.list('--drives');
  clearpart.flag('--initlabel');
  clearpart.settle(ledger, { '--list': 'the whole disk is erased, not only these partitions.', '--disklabel': 'the installer chooses the kind of partition table.', '--cdl': 'the installer formats DASDs as it needs.' });
  if (clearpart.present && !all) ledger.note(clearpart.line, 'refused', 'A profile always erases the whole disk that it names; this line asks for less. Check that nothing on the disk must stay.');
  else if (clearpart.present && !clearpart.has('--drives') && context.header === undefined) ledger.note(clearpart.line, 'understood', 'Only the disk that the profile names is erased, not every disk of the machine.');
}

/** The one disk that the kickstart installs on, or undefined when it does not name exactly one. */
export function readDisk(context: Context): Disk | undefined {
  const { ledger } = context;
  const rule = foundByScript(context);
  const ignoredisk = context.one('ignoredisk');
  const only = ignoredisk.list('--only-use');
  ignoredisk.settle(ledger, { '--drives': 'a profile names the disk to use, not those to leave alone.' });
  settleClearpart(context);
  context.one('zerombr').settle(ledger);
  if (rule !== undefined) return rule;
  const parts = named(context.commands('part', 'partition'), '--ondisk').concat(named(context.commands('part', 'partition'), '--ondrive'));
  const ways: Named[] = [
    ...(only.length > 0 ? [{ disks: only, line: ignoredisk.line }] : []),
    ...named(context.commands('clearpart'), '--drives').slice(-1),
    ...(parts[0] === undefined ? [] : [{ disks: [...new Set(parts.flatMap(({ disks }) => disks))], line: parts[0].line }]),
    ...named(context.commands('bootloader'), '--boot-drive').slice(-1),
  ];
  const [first] = ways;
  if (first === undefined) return undefined;
  ledger.gives('storage.disk', first.line);
  const [disk, ...more] = first.disks;
  if (disk === undefined || more.length > 0) {
    ledger.note(first.line, 'refused', 'A profile erases exactly one disk, and this line does not name exactly one. Choose the disk.');
    return undefined;
  }
  for (const other of ways) if (other.disks.join() !== disk) ledger.note(other.line, 'refused', `The disk of line ${first.line}, ${disk}, is used for everything.`);
  return diskOf(disk);
}
