// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the cards about tests and packages of an image.
import type { Direction } from '#kickstart/catalogue/difference.ts';
import type { CheckGroup, CheckStatus } from '#kickstart/catalogue/test-report.ts';

const GROUPS: Readonly<Record<CheckGroup, string>> = {
  integrity: 'Not corrupted',
  packages: 'Essential packages',
  layout: 'Fit for the layout',
  boot: 'Boots',
};

const STATUS: Readonly<Record<CheckStatus, string>> = { passed: 'Passed', warning: 'Warning', failed: 'Failed', skipped: 'Not looked at' };

const CHANGES: Readonly<Record<Direction | 'added' | 'removed', string>> = { added: 'Added', removed: 'Removed', up: 'Newer', down: 'Older', same: 'Rebuilt' };

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const TEXT = {
  title: 'Test',
  text: 'Nothing is published untested: is the file whole, are its packages there, can imgbased make a layer of it, and does it start?',
  loading: 'Loading the test report',
  failed: 'The test report could not be read',
  never: 'This image was not tested yet.',
  test: 'Test it',
  again: 'Test again',
  testFailed: 'The test was not begun',
  tested: 'Tested',
  took: (seconds: number) => `took ${seconds < 90 ? plural(Math.max(1, Math.round(seconds)), 'second', 'seconds') : plural(Math.round(seconds / 60), 'minute', 'minutes')}`,
  facts: { system: 'System', nvr: 'Name', kernel: 'Kernel', fileSystem: 'File system' },
  unknown: 'not known',
  groups: GROUPS,
  status: STATUS,
  summary: (counts: Readonly<Record<CheckStatus, number>>) => [
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.warning > 0 ? plural(counts.warning, 'warning', 'warnings') : '',
    counts.skipped > 0 ? `${counts.skipped} not looked at` : '',
    counts.passed > 0 ? `${counts.passed} passed` : '',
  ].filter((part) => part !== '').join(', '),
  consequence: 'What would happen',
  fix: 'How to mend it',
  console: 'Console of the start',
  consoleHint: 'What the system wrote while it started in a virtual machine.',
  history: 'Earlier tests',
  openJob: 'open the job',

  packages: 'Packages',
  packagesLoading: 'Loading the packages',
  packagesFailed: 'The packages could not be read',
  packagesNone: 'The packages are not known: no test has read the rpm database yet.',
  search: 'Search packages',
  searchHint: 'A part of the name',
  found: (shown: number, all: number) => (shown === all ? plural(all, 'package', 'packages') : `${shown} of ${plural(all, 'package', 'packages')}`),
  more: (count: number) => `Show ${count} more`,
  noneFound: 'No package has this in its name.',
  unsigned: 'not signed',
  columns: { name: 'Package', version: 'Version', arch: 'Architecture', key: 'Signed with' },

  compare: 'Compare with',
  compareNone: 'Nothing',
  parent: (name: string) => `its parent: ${name}`,
  channel: (title: string, name: string) => `${title}: ${name}`,
  differenceLoading: 'Comparing',
  differenceFailed: 'The packages could not be compared',
  differenceCaption: (name: string) => `Packages that differ from ${name}`,
  differenceNone: 'Both images hold the same packages.',
  differenceCounts: (added: number, removed: number, changed: number) => `${added} added, ${removed} removed, ${changed} changed`,
  changes: CHANGES,
  difference: { change: 'Change', name: 'Package', before: 'Before', after: 'In this image' },
} as const;
