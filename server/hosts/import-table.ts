// SPDX-License-Identifier: GPL-2.0-or-later
// The table of an import: which columns there are, and the cells of every row under their names.

import { canonicalMac } from '#kickstart/profile/names.ts';
import type { FieldProblem } from '../store/problems.ts';
import { readCsv } from './csv.ts';

const MAX_ROWS = 10_000;
const columns = ['id', 'hostname', 'mac', 'macs', 'profile', 'disk', 'kernel_arguments'] as const;
type Column = (typeof columns)[number];

/** One row; a cell that is empty or missing is undefined. `macs` are canonical where they are MAC addresses. */
export type TableRow = {
  number: number;
  id: string;
  hostname: string | undefined;
  macs: string[];
  profile: string | undefined;
  disk: string | undefined;
  kernelArguments: string[] | undefined;
  /** Too many cells. */
  problems: FieldProblem[];
};

export type Table = { outcome: 'read'; rows: TableRow[] } | { outcome: 'unreadable'; errors: FieldProblem[] };

/** Reads a CSV table with a header. */
export function readTable(text: string): Table {
  const csv = readCsv(text);
  if (csv.outcome === 'unreadable') return unreadable(`Row ${csv.row}: ${csv.message}`);
  const [header, ...rows] = csv.rows;
  if (header === undefined) return unreadable('The table is empty. Its first row names the columns: mac,hostname,profile');
  if (rows.length > MAX_ROWS) return unreadable(`The table has ${rows.length} rows; at most ${MAX_ROWS} are taken at once. Split it.`);
  const names = header.fields.map((name) => name.toLowerCase().replace(/[ -]/g, '_'));
  const problem = headerProblem(names);
  if (problem !== undefined) return unreadable(problem);
  return { outcome: 'read', rows: rows.map((row) => tableRow(row.number, names, row.fields)) };
}

function unreadable(message: string): Table {
  return { outcome: 'unreadable', errors: [{ path: '', message }] };
}

function headerProblem(names: readonly string[]): string | undefined {
  const unknown = names.find((name) => !columns.some((column) => column === name));
  if (unknown !== undefined) return `The column "${unknown}" is unknown. The first row names the columns; they may be ${columns.join(', ')}.`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `The column "${twice}" is there twice.`;
  if (!names.includes('hostname') && !names.includes('id')) return 'The column "hostname" is missing: it tells which host a row is about.';
  return undefined;
}

function tableRow(number: number, names: readonly string[], fields: readonly string[]): TableRow {
  const cell = (column: Column) => fields[names.indexOf(column)] || undefined;
  const macs = [cell('mac'), cell('macs')].flatMap((text) => text?.split(/[\s|;,]+/) ?? []).filter((mac) => mac !== '');
  const hostname = cell('hostname');
  const excess = fields.slice(names.length).some((field) => field !== '');
  return {
    number,
    id: cell('id') ?? hostname?.toLowerCase() ?? '',
    hostname,
    macs: macs.map((mac) => canonicalMac(mac) ?? mac),
    profile: cell('profile'),
    disk: cell('disk'),
    kernelArguments: cell('kernel_arguments')?.split(/\s+/),
    problems: excess ? [{ path: '', message: `The row has ${fields.length} cells, the header ${names.length}. Put quotation marks around a cell that holds a comma.` }] : [],
  };
}
