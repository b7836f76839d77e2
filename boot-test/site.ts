// SPDX-License-Identifier: GPL-2.0-or-later
// A Basewright for simulated machines: its store with an installer tree, an image and a profile, and the real boot plane in front of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putHost } from '#server/hosts/hosts.ts';
import { addImage } from '#server/images/image-store.ts';
import { imageUrl } from '#server/images/image-url.ts';
import { siteAt } from '#server/installations/site.fixture.ts';
import { armHost } from '#server/installations/arm.ts';
import { type InstallationView, readInstallation } from '#server/installations/view.ts';
import { putProfile } from '#server/profiles/profiles.ts';
import { openStore, type Store } from '#server/store/store.ts';
import { createGuardedFetch } from '#server/trees/guarded-fetch.ts';
import { putTree } from '#server/trees/trees.ts';
import { KERNEL_ARGUMENTS } from './boot-part.ts';
import { LOGS } from './machine.ts';
import type { Parts } from './parts.ts';
import { createConsole, type SerialConsole } from './serial-console.ts';
import type { Simulation } from './simulation.ts';
import { run } from './system-files.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FORCE = { kind: 'force' } as const;
const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';

/** Id of the profile that {@link prepareStore} makes. */
export const PROFILE = 'simulated-node';

/** Puts the tree, the image and a profile that installs it on /dev/vda into a store. @param bootUrl as machines see it */
export async function prepareStore(store: Store, dataDirectory: string, bootUrl: string, { image, tree }: Parts): Promise<void> {
  // The installer's add-on, as the first start of Basewright builds it.
  mkdirSync(join(ROOT, 'anaconda-addon/build'), { recursive: true });
  run('python3', [join(ROOT, 'anaconda-addon/build_image.py'), join(ROOT, 'anaconda-addon/build/updates.img')]);
  const services = { dataDirectory, fetch: createGuardedFetch(), now: store.now };
  const put = await putTree(store, services, 'centos9', { source: { kind: 'directory', path: tree } }, FORCE);
  assert.equal(put.outcome, 'created', JSON.stringify(put));
  const added = await addImage(dataDirectory, image.file);
  assert.equal(added.outcome, 'added');
  const answer = await putProfile(store, PROFILE, {
    format: 1, id: PROFILE, title: 'Node of the boot test', target: 'centos9',
    image: { url: imageUrl(siteAt(bootUrl, dataDirectory), image.sha256, 'node.squashfs'), checksum: image.sha256, nvr: 'ovirt-node-ng-4.5.5-0.20261101.0' },
    storage: { disk: { by: 'device', device: 'vda' } },
    users: { root: { password: 'hashed', hash: HASH, sshKeys: [] } },
    finish: { action: 'reboot', kernelArguments: [...KERNEL_ARGUMENTS] },
  }, FORCE);
  assert.equal(answer.outcome, 'created', JSON.stringify(answer));
}

export type Site = {
  readonly store: Store;
  readonly dataDirectory: string;
  /** As machines see it. */
  readonly bootUrl: string;
  /** Of the boot plane: a line for each request. */
  readonly log: SerialConsole;
  /** Adds a host and arms it. */
  readonly armed: (id: string, mac: string, isRehearsal?: boolean) => Promise<void>;
  readonly view: (id: string) => Promise<InstallationView>;
  readonly stop: () => Promise<void>;
};

/** A store, and the boot plane as a process of its own over it. Its log is kept beside those of the machines. @param name of the log */
export async function startSite(name: string, { bootUrl, environment, parts }: Pick<Simulation, 'bootUrl' | 'environment' | 'parts'>): Promise<Site> {
  const parent = mkdtempSync(join(tmpdir(), 'basewright-site-'));
  const dataDirectory = join(parent, 'data');
  const store = await openStore(dataDirectory);
  await prepareStore(store, dataDirectory, bootUrl, parts);
  mkdirSync(LOGS, { recursive: true });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'server/boot/main.ts')], {
    env: { ...process.env, BASEWRIGHT_DATA: dataDirectory, ...environment, BASEWRIGHT_BOOT_LOG_REQUESTS: '1', BASEWRIGHT_CHECK_IN_SECONDS: '5' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  assert(child.stdout !== null);
  const file = join(LOGS, `${name}-boot-plane.log`);
  const log = createConsole(file);
  child.stdout.on('data', log.take).on('end', log.end);
  const ended = once(child, 'close');
  await Promise.race([once(child, 'message'), ended.then(() => assert.fail(`The boot plane did not start; see ${file}.`))]);
  return {
    store, dataDirectory, bootUrl, log: log.console,
    armed: async (id, mac, isRehearsal = false) => {
      await putHost(store, id, { hostname: `${id}.example.com`, macs: [mac], profile: PROFILE }, FORCE);
      const answer = await armHost(store, id, { minutes: 60, isRehearsal }, { site: siteAt(bootUrl, dataDirectory) });
      assert.equal(answer.outcome, 'armed', JSON.stringify(answer));
    },
    view: async (id) => {
      const view = await readInstallation(store, id, bootUrl);
      assert(view !== undefined);
      return view;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await store.close();
      rmSync(parent, { recursive: true });
    },
  };
}
