// SPDX-License-Identifier: GPL-2.0-or-later
// Runs Basewright: checks settings and ports, opens the store, starts the admin plane and the boot plane, and stops both together.
import { createSetupToken } from './auth/setup.ts';
import { type Config, ConfigError, type Listen, readConfig } from './config.ts';
import { announcement } from './start/announce.ts';
import { type Plane, PlaneError, startPlane } from './start/plane.ts';
import { checkListen, ListenError } from './start/ports.ts';
import { StoreError } from './store/errors.ts';
import { openStore } from './store/store.ts';

const START_LIMIT_MS = 60_000;
const NEXT = 'node_modules/next/dist/bin/next';

function written({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The settings with the ports that were really found free, as settings and as the environment that both planes inherit. */
async function settle(): Promise<{ config: Config; environment: NodeJS.ProcessEnv }> {
  const { admin, boot } = readConfig();
  const free = await checkListen({ BASEWRIGHT_ADMIN_LISTEN: admin, BASEWRIGHT_BOOT_LISTEN: boot });
  const environment = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    BASEWRIGHT_ADMIN_LISTEN: written(free.BASEWRIGHT_ADMIN_LISTEN),
    BASEWRIGHT_BOOT_LISTEN: written(free.BASEWRIGHT_BOOT_LISTEN),
  } satisfies NodeJS.ProcessEnv;
  return { config: readConfig(environment), environment };
}

/** Brings the database up to date, and makes a setup token while there is no user. */
async function prepareStore(config: Config): Promise<string | undefined> {
  const store = await openStore(config.dataDirectory);
  try {
    return await createSetupToken(store);
  } finally {
    await store.close();
  }
}

function startPlanes(config: Config, environment: NodeJS.ProcessEnv): Plane[] {
  const { admin, boot } = config;
  return [
    startPlane({
      name: 'admin plane', command: [NEXT, 'start', '-H', admin.host, '-p', String(admin.port)], listen: admin, path: '/api/v1/setup', environment,
    }),
    startPlane({ name: 'boot plane', command: ['server/boot/main.ts'], listen: boot, path: '/', environment }),
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
  const { config, environment } = await settle();
  const setupToken = await prepareStore(config);
  const planes = startPlanes(config, environment);
  try {
    const failure = Promise.race(planes.map((plane) => plane.ended));
    const up = Promise.all(planes.map((plane) => plane.waitUntilAnswers(START_LIMIT_MS)));
    if ((await Promise.race([stop.then(() => 'stopped'), up.then(() => 'up')])) === 'stopped') return 0;
    console.log(announcement(config, setupToken));
    const reason = await Promise.race([stop, failure]);
    if (reason === undefined) return 0;
    console.error(`${reason} Basewright stops with it; its last messages are above.`);
    return 1;
  } finally {
    await Promise.all(planes.map((plane) => plane.stop()));
  }
}

function explain(error: unknown): string {
  const isExplained = [ConfigError, ListenError, PlaneError, StoreError].some((kind) => error instanceof kind);
  if (isExplained && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(`Basewright did not start.\n${explain(error)}`);
  return 1;
});
