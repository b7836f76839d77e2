// SPDX-License-Identifier: GPL-2.0-or-later
// Finds and runs `basewright-node`, the page's only way to the node.
import { bridge, type CockpitProblem, type Rights } from './cockpit-api.ts';

/** Where a package, or the installation, puts the command. */
const PLACES = ['/usr/bin/basewright-node', '/etc/basewright/basewright-node'] as const;

type Output = { readonly kind: 'output'; readonly output: string };
type Failed = { readonly kind: 'failed'; readonly problem: CockpitProblem };
export type Ran = Output | Failed;

/** Runs a program to its end; never rejects. Its words go to it as they are: no shell reads them. */
export function run(argv: readonly string[], rights: Rights): Promise<Ran> {
  return new Promise((resolve) => {
    bridge().spawn(argv, { err: 'message', ...rights })
      .done((output) => resolve({ kind: 'output', output }))
      .fail((problem) => resolve({ kind: 'failed', problem }));
  });
}

/** The command's path; undefined when it is not installed. */
export async function findNode(): Promise<string | undefined> {
  for (const place of PLACES) {
    if ((await run(['test', '-x', place], {})).kind === 'output') return place;
  }
  return undefined;
}

/** Runs `basewright-node` with these words where it is installed. */
export async function runNode(words: readonly string[], rights: Rights): Promise<Ran | { readonly kind: 'missing' }> {
  const place = await findNode();
  return place === undefined ? { kind: 'missing' } : run([place, ...words], rights);
}

/** What a failed command said, for people. */
export function problemText({ message, problem, exit_status: status }: CockpitProblem): string {
  if (problem === 'access-denied') return 'Administrative access is needed for it.';
  return message.trim() || (status === undefined || status === null ? `It could not be run (${problem ?? 'no reason was given'}).` : `It ended with exit code ${status}, without a word.`);
}
