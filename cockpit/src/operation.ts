// SPDX-License-Identifier: GPL-2.0-or-later
// Starts an operation as a unit of its own, so that it goes on when the browser is closed, and follows what it says.
import { bridge, type CockpitProblem } from './cockpit-api.ts';
import { findNode, type Ran, run } from './node-command.ts';

export const operationKinds = ['upgrade', 'rollback', 'remove'] as const;
export type OperationKind = (typeof operationKinds)[number];
/** A running operation; its unit and the file with its output are named after it. */
export type Operation = { readonly kind: OperationKind; readonly token: string };

const UNIT = /^basewright-page-(upgrade|rollback|remove)-([0-9a-f]{16})\.service$/;
const unitOf = ({ kind, token }: Operation): string => `basewright-page-${kind}-${token}.service`;
const outputOf = ({ kind, token }: Operation): string => `/run/basewright-page/${kind}-${token}`;
/** Words are arguments of this script, never part of it. The first is the file for the output, the others are the command. */
const INTO_FILE = 'out="$1"; shift; exec "$@" >"$out" 2>&1';

const newToken = (): string => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

type Started = { readonly kind: 'started'; readonly operation: Operation } | { readonly kind: 'missing' } | { readonly kind: 'failed'; readonly problem: CockpitProblem };

/** Starts `basewright-node KIND WORDS --json`. The unit belongs to systemd: it ends with its work, not with this page. */
export async function start(kind: OperationKind, words: readonly string[]): Promise<Started> {
  const command = await findNode();
  if (command === undefined) return { kind: 'missing' };
  const operation = { kind, token: newToken() };
  const unit = ['systemd-run', '--quiet', '--collect', `--unit=${unitOf(operation)}`, `--description=basewright-node ${kind}, begun in Cockpit`, '--property=RuntimeDirectory=basewright-page', '--property=RuntimeDirectoryPreserve=yes'];
  const ran = await run([...unit, '--', '/bin/sh', '-c', INTO_FILE, 'sh', outputOf(operation), command, kind, ...words, '--json'], { superuser: 'require' });
  return ran.kind === 'failed' ? ran : { kind: 'started', operation };
}

/** The operation that an earlier view of this page began and that still runs; undefined when there is none, or when that cannot be told without administrative access. */
export async function running(): Promise<Operation | undefined> {
  const ran = await run(['systemctl', 'list-units', '--plain', '--no-legend', '--type=service', '--state=active,activating', 'basewright-page-*'], { superuser: 'try' });
  if (ran.kind === 'failed') return undefined;
  const [, kind, token] = UNIT.exec(ran.output.trim().split(/\s/)[0] ?? '') ?? [];
  const known = operationKinds.find((one) => one === kind);
  return known === undefined || token === undefined ? undefined : { kind: known, token };
}

/** Whether its unit still runs. */
export async function isRunning(operation: Operation): Promise<boolean> {
  return (await run(['systemctl', 'is-active', '--quiet', unitOf(operation)], { superuser: 'try' })).kind === 'output';
}

/** Ends it. Only for steps that change nothing yet. */
export const cancel = (operation: Operation): Promise<Ran> => run(['systemctl', 'stop', unitOf(operation)], { superuser: 'require' });

/** Gives its output from the beginning on as it comes, until `close` of what it returns is called. */
export function follow(operation: Operation, take: (output: string) => void): { close: () => void } {
  const tail = bridge().spawn(['tail', '-c', '+1', '-F', outputOf(operation)], { superuser: 'require', err: 'message' });
  tail.stream(take);
  return { close: () => tail.close() };
}
