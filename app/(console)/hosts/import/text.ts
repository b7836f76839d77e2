// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the import of hosts.

export const TEXT = {
  title: 'Import hosts',
  description: 'Many hosts at once from a CSV file. Nothing is written before you have seen what would happen to each row.',
  notAllowed: 'import hosts',
  file: 'CSV file or text',
  fileHelp:
    'The first line names the columns: hostname, macs (several are separated by blanks) and profile (its id). Optional: id, disk (sda, /dev/disk/by-id/…, wwn:…, serial:…, smallest, largest) and kernel_arguments. A host that is there already is changed; empty cells leave it as it is. At most 10,000 rows.',
  placeholder: 'Drop a file here, or paste its text',
  browse: 'Choose a file',
  clear: 'Clear',
  missing: 'Choose a file or paste its text first.',
  tooLarge: 'This file is larger than 5 MiB. Split it into several files.',
  readFailed: 'The file could not be read. Choose it again, or paste its text.',
  sample: 'Download a sample',
  check: 'Check the rows',
  checkFailed: 'The rows could not be checked',
  import: (count: number) => (count === 1 ? 'Import 1 host' : `Import ${count} hosts`),
  importFailed: 'Nothing was imported',
  importDone: (created: number, updated: number) => `Import finished: ${created} added, ${updated} changed`,
  cancel: 'Cancel',
  result: 'What would happen',
  resultCounts: (created: number, updated: number, refused: number) => `${created} to add, ${updated} to change, ${refused} refused`,
  refusedTitle: (count: number) => (count === 1 ? '1 row cannot be imported' : `${count} rows cannot be imported`),
  refusedText: 'Mend these rows in the file and check again. Nothing is imported while a row is refused, so that no half of a file is ever in place.',
  nothing: 'There is nothing to import: every row is as it should be already.',
  columns: { row: 'Row', host: 'Host', outcome: 'Outcome', errors: 'What is wrong' },
  onlyRefused: 'Show only the refused rows',
  outcomes: { create: 'Add', update: 'Change', same: 'As it is', refused: 'Refused' },
  truncated: (shown: number, all: number) => `The first ${shown} of ${all} rows are shown, refused ones first.`,
} as const;

/** A file that shows every column; its hosts are made up. */
export const SAMPLE = [
  ['hostname', 'macs', 'profile', 'disk', 'kernel_arguments'],
  ['node1.example.com', '52:54:00:12:34:01', 'edge-node', '', ''],
  ['node2.example.com', '52-54-00-12-34-02 5254.0012.3403', 'edge-node', 'nvme0n1', 'console=ttyS0,115200n8'],
] as const;
