// SPDX-License-Identifier: GPL-2.0-or-later
// The words of arming, for one host or many.

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });
/** More names in one sentence nobody reads; the list above the sentence has them all. */
const MOST_NAMES = 10;

/** `a, b and c`; `a, b, … and 90 more`. */
function names(all: readonly string[]): string {
  const shown = all.length > MOST_NAMES ? [...all.slice(0, MOST_NAMES), `${all.length - MOST_NAMES} more`] : all;
  return LIST.format(shown);
}

/** `disk sda of a and b, and disk vdb of c`. */
function disks(groups: readonly { disk: string; hosts: readonly string[] }[]): string {
  return groups.map(({ disk, hosts }) => `${disk} of ${names(hosts)}`).join(', and ');
}

export const TEXT = {
  title: (hostnames: readonly string[]) => (hostnames.length === 1 ? `Arm ${hostnames[0]}?` : `Arm ${hostnames.length} hosts?`),
  submit: (count: number) => (count === 1 ? 'Arm the host' : `Arm ${count} hosts`),
  failed: (count: number) => (count === 1 ? 'The host was not armed' : 'The hosts were not armed'),
  judgeFailed: 'Whether they can be installed could not be judged',
  loading: 'Judging whether this can be installed',
  done: (hostname: string, until: string) => `${hostname} is armed until ${until}`,
  doneMany: (count: number, until: string) => `${count} hosts are armed until ${until}`,
  text: (count: number) =>
    count === 1
      ? 'The next time this machine boots from the network, the installer takes its kickstart and, without asking anybody:'
      : 'The next time one of these machines boots from the network, the installer takes its kickstart and, without asking anybody:',
  rehearsalText: (count: number) =>
    count === 1
      ? 'The next time this machine boots from the network, the installer takes its kickstart, shows what it would erase, and waits. Once it is approved, it:'
      : 'The next time one of these machines boots from the network, the installer takes its kickstart, shows what it would erase, and waits. Once it is approved, it:',
  erases: 'erases everything on',
  of: 'of',
  installs: 'and installs the profile',
  warnings: 'Before you arm',
  warningFor: (hosts: readonly string[]) => `(${names(hosts)})`,
  refused: (count: number) => (count === 1 ? 'One host cannot be armed and is left out' : `${count} hosts cannot be armed and are left out`),
  gone: 'There is nothing to arm: somebody has deleted this meanwhile. Reload the list.',
  noneLeft: 'None of these hosts can be armed yet',
  minutes: 'Armed for',
  minutesHelp: 'Afterwards the kickstart is no longer served, and a machine that boots by accident stays as it is.',
  minuteChoices: { 15: '15 minutes', 60: '1 hour', 240: '4 hours', 480: '8 hours', 1440: '24 hours' },
  rehearsal: 'Rehearsal',
  rehearsalHelp: 'The machine shows what it would erase and waits up to 30 minutes for your decision on its page here. Nothing is erased before you approve.',
  confirm: (groups: readonly { disk: string; hosts: readonly string[] }[]) => `I understand that all data on ${disks(groups)} will be lost.`,
  confirmRehearsal: (groups: readonly { disk: string; hosts: readonly string[] }[]) => `I understand that, once it is approved, all data on ${disks(groups)} will be lost.`,
  unconfirmed: 'Tick the box to say that the data on these disks may be lost.',
  resultArmed: (count: number) => (count === 1 ? '1 host is armed' : `${count} hosts are armed`),
  resultRefused: (count: number) => (count === 1 ? '1 host was refused' : `${count} hosts were refused`),
  until: (when: string) => `until ${when}`,
} as const;
