// SPDX-License-Identifier: GPL-2.0-or-later
// Finds what a job's programs left running, by a mark in its environment, where no process space of its own ends with it.

import { readdirSync, readFileSync } from 'node:fs';

/** The variable that names the job in the environment of everything it starts. */
export const MARK = 'BASEWRIGHT_JOB';

/** Ends every process with this mark. @param mark path of the directory of a job. */
export function endStragglers(mark: string): void {
  endWhere((found) => found === mark);
}

/** Ends what is left of all jobs that worked below this directory, after a worker that could not do it itself. */
export function endStragglersBelow(root: string): void {
  endWhere((found) => found.startsWith(`${root}/`));
}

function endWhere(isMeant: (mark: string) => boolean): void {
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name) || Number(name) === process.pid) continue;
    const mark = markOf(name);
    if (mark !== undefined && isMeant(mark)) end(Number(name));
  }
}

function markOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').find((each) => each.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  } catch {
    return undefined; // It is gone, or another user's.
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}
