// SPDX-License-Identifier: GPL-2.0-or-later
// A node with the real Cockpit of one edition for tests: two users with a random name and password, the real node package, and stand-ins that record what it calls.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type ChannelServer, startChannelServer } from './channel-server.ts';
import { cockpitRoot } from './cockpit-root.ts';
import type { Edition } from './editions.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const STAND_INS = fileURLToPath(new URL('../../node/tests/stand_ins/', import.meta.url));
const LIMIT_MS = 30_000;
const KEY = 'k'.repeat(43);
/** Processes too: sessions leave some behind, which end with the first process of the space. */
const NEW_SPACES = ['--mount', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'] as const;

export type Room = {
  /** What its cockpit-ws says of itself, for example `337`. */
  readonly version: string;
  readonly url: string;
  /** May become root by sudo. */
  readonly admin: string;
  /** May not. */
  readonly viewer: string;
  readonly password: string;
  readonly channel: ChannelServer;
  /** Runs a script as root on the node. */
  run: (script: string) => Promise<string>;
  /** A node as it was at first: two bases, the newer one booted; `change` is Python that changes \`state\`. */
  begin: (change?: string) => Promise<void>;
  /** Every call of a stand-in, as one line. */
  calls: () => string[];
  stop: () => Promise<void>;
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the login page is given out. */
async function answers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`cockpit-ws ended with exit code ${child.exitCode}:\n${said()}`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`cockpit-ws did not answer within ${LIMIT_MS / 1000} s:\n${said()}`);
}

const BEGIN = `
for what in 'python3 .*-m [b]asewright_node' 'python3 [^ ]*/[s]tand_ins/'; do
  pkill -KILL -f "$what" || [ $? = 1 ]
  while pgrep -f "$what" > /dev/null; do sleep 0.05; done
done
install -m 0755 /usr/local/lib/room/basewright-node /etc/basewright/basewright-node
rm -rf /run/room-units /run/basewright-page
cd /var/room && rm -rf var/lib/basewright-node/* run/basewright-node/* var/tmp boot "$1"
cd /usr/local/lib/room/stand_ins && BASEWRIGHT_STAND_IN="$1" BASEWRIGHT_ROOT=/var/room python3 -B -c "
import scene
state = scene.first_state()
$2
scene.begin(state)
"
`;

/** Needs root, and a built page. @throws when another Cockpit than the wanted one runs */
export async function startRoom(edition: Edition): Promise<Room> {
  const root = await cockpitRoot(edition);
  const work = mkdtempSync(join(tmpdir(), 'basewright-cockpit-'));
  const standIn = join(work, 'stand-in');
  mkdirSync(standIn);
  const channel = await startChannelServer(work, join(STAND_INS, 'make_image.py'));
  writeFileSync(join(work, 'node.conf'), `[node]\nurl = ${channel.url}\nhost = node1.example.com\nkey = ${KEY}\nchannel = stable\nwindow = Sat,Sun 02:00-05:00\n`, { mode: 0o600 });
  const name = randomBytes(4).toString('hex');
  const [admin, viewer, password] = [`admin-${name}`, `viewer-${name}`, randomBytes(12).toString('hex')];
  const port = await freePort();
  const child = spawn('unshare', [...NEW_SPACES, 'sh', join(HERE, 'room.sh'), work, String(port), root], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ROOM_ADMIN: admin, ROOM_VIEWER: viewer, ROOM_PASSWORD: password },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await answers(`http://127.0.0.1:${port}/`, child, () => said);
  const inside = readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8').trim();
  // Not one that waits: the node may ask the channel's server, which answers in this process.
  const run = async (script: string, ...words: string[]) => (await promisify(execFile)('nsenter', ['-t', inside, '--mount', '--uts', '--pid', 'sh', '-ec', script, 'sh', ...words])).stdout;
  const stop = async () => {
    // The first process: the kernel ends all others with it, and only then does who waits for it go on.
    process.kill(Number(inside), 'SIGKILL');
    await ended;
    await channel.stop();
    rmSync(work, { recursive: true, force: true });
  };
  const version = /^(?:Version: |cockpit-ws )?(\d+(?:\.\d+)?)/m.exec(await run('/usr/lib/cockpit/cockpit-ws --version'))?.[1] ?? 'unknown';
  if (version.split('.')[0] !== edition) {
    await stop();
    throw new Error(`Cockpit ${edition} is wanted, and ${version} runs.`);
  }
  return {
    version, url: `http://127.0.0.1:${port}`, admin, viewer, password, channel, run: (script) => run(script),
    begin: async (change = '') => {
      channel.hold(false);
      await run(BEGIN, standIn, change);
    },
    calls: () => (existsSync(join(standIn, 'calls')) ? readFileSync(join(standIn, 'calls'), 'utf8').trim().split('\n').map((line) => z.array(z.string()).parse(JSON.parse(line)).join(' ')) : []),
    stop,
  };
}
