// SPDX-License-Identifier: GPL-2.0-or-later
// The command line that keeps a child of a job apart: another user or no new rights, no network, bounded, and a process space of its own that ends with it.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { JobFailure } from './job.ts';

const execute = promisify(execFile);

/** Whom children run as. */
export type WorkerUser = { /** Whether the server must change to it first. */ readonly isOther: boolean; readonly uid: number; readonly gid: number };

export type Walls = {
  readonly user: WorkerUser;
  /** The directory of the job, and the one in it where the child begins. */
  readonly jobDirectory: string;
  readonly cwd: string;
  /** What the server made for the programs of all jobs; they can read it. */
  readonly keptDirectory: string;
  /** Hidden from children that run as the server's own user. */
  readonly dataDirectory: string;
  readonly network: boolean;
  readonly memory: number;
  readonly fileSize: number;
};

/** `own`: a process space, and the network of the machine only when asked for. `shared`: this system allows less; only user and limits hold. */
export type Isolation = { readonly kind: 'own' | 'shared'; /** Goes before the program and its arguments. */ readonly prefix: readonly string[] };

const OPEN_FILES = 4096;
/** When memory gets short, the kernel takes a child before it takes the server. */
const OUT_OF_MEMORY_FIRST = 800;

/**
 * The user of BASEWRIGHT_WORKER_USER (default: nobody) when the server is root, else the server's own.
 *
 * @throws {JobFailure} when there is no such user, or it is root.
 */
export async function workerUser(environment: Readonly<Record<string, string | undefined>>): Promise<WorkerUser> {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  if (uid !== 0) return { isOther: false, uid, gid };
  const name = environment['BASEWRIGHT_WORKER_USER'] || 'nobody';
  const [worker, group] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
  if (worker === 0) throw new JobFailure('BASEWRIGHT_WORKER_USER is root. Hostile images must not reach the server\'s files: name a user without rights, for example nobody.');
  return { isOther: true, uid: worker, gid: group };
}

async function idOf(option: string, name: string): Promise<number> {
  try {
    const { stdout } = await execute('id', [option, '--', name]);
    return Number(stdout);
  } catch {
    throw new JobFailure(`The user ${name}, as whom jobs run their programs, does not exist here. Make it, or name another one with BASEWRIGHT_WORKER_USER.`);
  }
}

const dies = ['setpriv', '--pdeathsig', 'KILL'] as const;
/** Where /proc is not whole (in containers, and in units that hide parts of it), nobody may mount another one; then programs keep the one that is there. */
const spaces = ({ network }: Walls, ownProc: boolean) => ['--pid', '--fork', '--kill-child=KILL', ...(ownProc ? ['--mount-proc'] : []), ...(network ? [] : ['--net'])];

/**
 * The first process of a process space hears no signal that it has not asked for; so it is a shell, and the program the next one. It says nothing
 * itself: how the program ended is known.
 */
const FIRST = `exec 3>&2 2>/dev/null; echo ${OUT_OF_MEMORY_FIRST} >/proc/self/oom_score_adj; ("$@" 2>&3 3>&-); exit $?`;
const BEFORE = `echo ${OUT_OF_MEMORY_FIRST} 2>/dev/null >/proc/self/oom_score_adj; exec "$@"`;

/**
 * Runs as root of a user space of its own, which is nobody outside: covers the data directory, lays the job's own and the kept one over the cover, and goes on
 * as the user it was. What is covered stays so: only the first space could take the cover away, and nothing of it is left.
 */
const COVER = 'data=$1 job=$2 kept=$3 cwd=$4 user=$5 group=$6; shift 6; exec 8<"$kept" 9<"$job" && mount -t tmpfs -o mode=711,size=1m none "$data" && mkdir -p "$job" "$kept" && '
  + 'mount -c --bind /proc/self/fd/9 "$job" && mount -c --bind /proc/self/fd/8 "$kept" && { mount -o remount,bind,ro "$kept" || true; } && exec 8<&- 9<&- && cd "$cwd" && exec unshare --user --map-user="$user" --map-group="$group" -- '
  + 'setpriv --pdeathsig KILL --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"';

function limits({ memory, fileSize }: Walls, shell: string): string[] {
  return ['prlimit', `--as=${memory}`, `--fsize=${fileSize}`, '--core=0', `--nofile=${OPEN_FILES}`, '--', 'nice', '-n', '10', 'ionice', '-c', '2', '-n', '7', 'sh', '-c', shell, 'sh'];
}

/** From the strongest to what every system can. */
function candidates(walls: Walls): Isolation[] {
  const { user, dataDirectory, jobDirectory, keptDirectory, cwd, network } = walls;
  const ids = [String(user.uid), String(user.gid)];
  if (user.isOther) {
    const change = ['--reuid', ids[0] ?? '', '--regid', ids[1] ?? '', '--clear-groups', '--no-new-privs', '--'];
    return [
      ...[true, false].map((ownProc): Isolation => ({ kind: 'own', prefix: [...dies, 'unshare', ...spaces(walls, ownProc), '--', ...dies, ...change, ...limits(walls, FIRST)] })),
      { kind: 'shared', prefix: [...dies, ...change, ...limits(walls, BEFORE)] },
      { kind: 'shared', prefix: ['setpriv', ...change, ...limits(walls, BEFORE)] },
    ];
  }
  const bare: Isolation[] = [
    { kind: 'shared', prefix: [...dies, '--no-new-privs', '--', ...limits(walls, BEFORE)] },
    { kind: 'shared', prefix: ['setpriv', '--no-new-privs', '--', ...limits(walls, BEFORE)] },
  ];
  const alone = [true, false].map((ownProc): Isolation => {
    const ownUser = ['unshare', '--user', '--map-root-user', '--mount', ...spaces(walls, ownProc), '--', 'sh', '-c', COVER, 'sh', dataDirectory, jobDirectory, keptDirectory, cwd, ...ids];
    return { kind: 'own', prefix: [...dies, ...ownUser, ...limits(walls, FIRST)] };
  });
  const unwired: Isolation = { kind: 'shared', prefix: [...dies, '--no-new-privs', '--', 'unshare', '--user', '--map-current-user', '--net', '--', ...limits(walls, BEFORE)] };
  return network ? [...alone, ...bare] : [...alone, unwired, ...bare];
}

/** Which candidate this system can, by what it depends on. */
const known = new Map<string, number>();

/**
 * The strongest isolation that works here, found by trying it with a program that does nothing.
 *
 * @throws {JobFailure} when not even the weakest does.
 */
export async function isolate(walls: Walls): Promise<Isolation> {
  const all = candidates(walls);
  const key = `${walls.user.uid} ${walls.network} ${walls.dataDirectory}`;
  const before = all[known.get(key) ?? -1];
  if (before !== undefined) return before;
  let last = '';
  for (const [index, candidate] of all.entries()) {
    const problem = await triedIn(candidate, walls.cwd);
    if (problem === undefined) {
      known.set(key, index);
      return candidate;
    }
    last = problem;
  }
  throw new JobFailure(`Programs cannot be run apart from the server on this system (${last.trim().slice(0, 300)}). Basewright needs setpriv, prlimit and ionice for that: install util-linux.`);
}

async function triedIn({ prefix: [program = '', ...args] }: Isolation, cwd: string): Promise<string | undefined> {
  try {
    await execute(program, [...args, 'true'], { cwd });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
