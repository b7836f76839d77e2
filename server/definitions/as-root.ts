// SPDX-License-Identifier: GPL-2.0-or-later
// Runs livemedia-creator as what it must be, root, in a mount and process space of its own: whatever ends it also takes its mounts and its loop devices away.

import type { ChildOptions, ChildResult, JobContext } from '../jobs/job.ts';
import { runChild } from '../jobs/child.ts';

/** A server keeps its files to itself; what Anaconda and the steps write into the image is for everybody on the node. */
const PLAIN_MODES = ['sh', '-c', 'umask 022 && exec "$@"', 'sh'];
const SPACES = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'];

/**
 * The only program of a job that runs with the rights of the server: others go through `context.run`. Ask {@link livemediaCreator} first.
 *
 * @param program absolute path.
 * @throws {JobFailure} when it cannot be started, {@link JobStopped} when the job was cancelled. An exit code is a result.
 */
export function runAsRoot(context: JobContext, program: string, args: readonly string[], options: ChildOptions & { readonly cwd: string }): Promise<ChildResult> {
  const { workDirectory, signal } = context;
  return runChild(program, args, options, {
    isolation: { kind: 'own', prefix: ['setpriv', '--pdeathsig', 'KILL', '--', ...SPACES, ...PLAIN_MODES] },
    cwd: options.cwd,
    environment: { HOME: workDirectory, LANG: 'C.UTF-8', TZ: 'UTC' },
    mark: workDirectory,
    signal,
    repeat: (line) => context.log(line),
  });
}
