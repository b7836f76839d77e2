// SPDX-License-Identifier: GPL-2.0-or-later
// Runs Basewright: checks settings and ports, opens the store, starts the admin plane, the boot plane and the worker, and stops them together.
import { createSetupToken } from './auth/setup.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { adoptImages } from './images/adopt-images.ts';
import { workerPlaces } from './jobs/worker-places.ts';
import { announcement } from './start/announce.ts';
import { tellSystemd } from './start/notify.ts';
import { type Plane, PlaneError, startPlane } from './start/plane.ts';
import { checkListen, ListenError } from './start/ports.ts';
import { heldBootSocket, type HeldSocket, SocketError, withSocket, written } from './start/sockets.ts';
import { keepWorker } from './start/worker.ts';
import { StoreError } from './store/errors.ts';
import { openStore } from './store/store.ts';
import { keepUploadsTidy } from './uploads/tidy.ts';

const START_LIMIT_MS = 60_000;
/** The pages answer in moments; only a browser that watches an installation would keep a stop waiting, and it comes back by itself. */
const PAGES_PATIENCE_MS = 5000;
const NEXT = 'node_modules/next/dist/bin/next';

type Settled = { config: Config; environment: NodeJS.ProcessEnv; /** The boot plane's, when systemd opened it. */ socket: HeldSocket | undefined };

/** The settings with the ports that were really found free, as settings and as the environment that both planes inherit. */
async function settle(): Promise<Settled> {
  const socket = heldBootSocket();
  const { admin, boot } = readConfig(withSocket(process.env, socket));
  workerPlaces(process.env); // Wrong, it is told now and not by a worker that never comes up.
  // A socket that is there already needs no look whether its port is free.
  const free = socket === undefined
    ? await checkListen({ BASEWRIGHT_ADMIN_LISTEN: admin, BASEWRIGHT_BOOT_LISTEN: boot })
    : { ...(await checkListen({ BASEWRIGHT_ADMIN_LISTEN: admin })), BASEWRIGHT_BOOT_LISTEN: boot };
  const environment = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    BASEWRIGHT_ADMIN_LISTEN: written(free.BASEWRIGHT_ADMIN_LISTEN),
    BASEWRIGHT_BOOT_LISTEN: written(free.BASEWRIGHT_BOOT_LISTEN),
  } satisfies NodeJS.ProcessEnv;
  return { config: readConfig(environment), environment, socket };
}

/** Brings the database up to date, takes images in that have no row yet, and makes a setup token while there is no user. */
async function prepareStore(config: Config): Promise<string | undefined> {
  const store = await openStore(config.dataDirectory);
  try {
    await adoptImages(store, config.dataDirectory);
    return await createSetupToken(store);
  } finally {
    await store.close();
  }
}

function startPlanes({ config, environment, socket }: Settled): Plane[] {
  const { admin, boot } = config;
  return [
    startPlane({
      name: 'admin plane', command: [NEXT, 'start', '-H', admin.host, '-p', String(admin.port)], listen: admin, path: '/api/v1/setup', environment, patience: PAGES_PATIENCE_MS,
    }),
    startPlane({ name: 'boot plane', command: ['server/boot/main.ts'], listen: boot, path: '/healthz', environment, socket: socket?.fd }),
  ];
}

/** Resolves when the process is told to stop: by a signal, or because whoever started it with an IPC channel is gone. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
    process.once('disconnect', () => resolve());
    process.channel?.unref();
  });
}

async function run(): Promise<number> {
  const stop = toldToStop().then(() => undefined);
  const settled = await settle();
  const { config } = settled;
  const setupToken = await prepareStore(config);
  keepUploadsTidy(config.dataDirectory);
  const planes = startPlanes(settled);
  // Not waited for, and its end is not the end: machines must come up, whatever an image does to the worker.
  const worker = keepWorker({ environment: settled.environment });
  try {
    const failure = Promise.race(planes.map((plane) => plane.ended));
    const up = Promise.all(planes.map((plane) => plane.waitUntilAnswers(START_LIMIT_MS)));
    if ((await Promise.race([stop.then(() => 'stopped'), up.then(() => 'up')])) === 'stopped') return 0;
    console.log(announcement(config, setupToken));
    await tellSystemd('READY=1');
    const reason = await Promise.race([stop, failure]);
    if (reason === undefined) return 0;
    console.error(`${reason} Basewright stops with it; its last messages are above.`);
    return 1;
  } finally {
    await Promise.all([tellSystemd('STOPPING=1'), ...planes.map((plane) => plane.stop()), worker.stop()]);
  }
}

function explain(error: unknown): string {
  const isExplained = [ConfigError, ListenError, PlaneError, SocketError, StoreError].some((kind) => error instanceof kind);
  if (isExplained && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(`Basewright did not start.\n${explain(error)}`);
  return 1;
});
