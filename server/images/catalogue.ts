// SPDX-License-Identifier: GPL-2.0-or-later
// The catalogue: what is known of the images in the store, where each one came from, and who uses it.

import { z } from 'zod';
import type { ImageOrigin } from '#kickstart/catalogue/image.ts';
import { openWishStates } from '#kickstart/fleet/states.ts';
import { stateAt } from '#kickstart/lifecycle/states.ts';
import type { Site } from '../installations/installability.ts';
import type { NewJob } from '../jobs/job.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import { InstallationRow } from '../store/installation-row.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';
import { imageOfUrl } from './image-url.ts';

/** An image as the catalogue keeps it. */
export type ImageRow = Tables['images'];

export type NewImage = {
  readonly sha256: string;
  /** The last part of its URL: see imageName. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly origin: ImageOrigin;
  /** File name, path or URL it came from. */
  readonly source: string | null;
  /** sha256 of the image that it was customized from. */
  readonly parent: string | null;
  /** The definition or recipe as it was, to be kept as JSON. */
  readonly madeFrom: object | null;
  readonly actor: string | null;
  /** When it came, and was hashed; default: now. In milliseconds since 1970. */
  readonly at?: number;
};

/**
 * Puts an image into the catalogue whose file was just stored, and has it tested: both, or neither. An image that is known already keeps what is known
 * of it and is not tested again, but for one thing: its bytes were hashed a moment ago, so a quarantine has ended.
 */
export async function registerImage(store: Store, image: NewImage): Promise<void> {
  await store.write(async (transaction) => {
    const known = await findCatalogued(transaction, image.sha256);
    const now = store.now();
    if (known !== undefined) {
      const mended = known.state === 'quarantined' ? { state: 'available' as const, state_reason: null } : {};
      await transaction.updateTable('images').set({ hashed_at: now, ...mended }).where('sha256', '=', image.sha256).execute();
      return;
    }
    await transaction
      .insertInto('images')
      .values({
        sha256: image.sha256, name: image.name, size: image.size, nvr: null, target: null, arch: null, state: 'available', state_reason: null, origin: image.origin, source: image.source,
        parent: image.parent, made_from: image.madeFrom === null ? null : JSON.stringify(image.madeFrom), signature: null, added_at: image.at ?? now, added_by: image.actor, hashed_at: image.at ?? now,
      })
      .execute();
    await enqueueJob(transaction, testOf(image), now);
  });
}

/** The job that tests an image. */
function testOf({ sha256, name, actor }: NewImage): NewJob {
  return { kind: 'test', title: `Test ${name}`, subject: sha256, input: { sha256 }, actor };
}

/** What is known of an image; undefined when the catalogue does not have it. */
export function findCatalogued(database: Database, sha256: string): Promise<ImageRow | undefined> {
  return database.selectFrom('images').selectAll().where('sha256', '=', sha256).executeTakeFirst();
}

export type Relative = { readonly sha256: string; readonly name: string | null; readonly nvr: string | null };

/** A line of images is no longer than this, whatever a database says. */
const MOST_ANCESTORS = 30;

/** The images that one was customized from, the nearest first. The name of one that was deleted is null. */
export async function ancestorsOf(database: Database, { parent }: Pick<ImageRow, 'parent'>): Promise<Relative[]> {
  const line: Relative[] = [];
  for (let next = parent; next !== null && line.length < MOST_ANCESTORS;) {
    const row = await findCatalogued(database, next);
    line.push({ sha256: next, name: row?.name ?? null, nvr: row?.nvr ?? null });
    next = row?.parent ?? null;
  }
  return line;
}

export type ImageUsers = {
  readonly profiles: readonly { readonly id: string; readonly title: string }[];
  /** Armed, being installed, or asked to upgrade to it: their machines may fetch it any moment. */
  readonly hosts: readonly { readonly id: string; readonly hostname: string }[];
  readonly channels: readonly { readonly id: string; readonly title: string }[];
  /** That may still ask nodes to fetch it. */
  readonly rollouts: readonly { readonly id: string; readonly title: string }[];
  /** Customized from it. They hold everything they need, so they keep nobody from deleting it. */
  readonly children: readonly { readonly sha256: string; readonly name: string }[];
};

/** Who uses an image. @param now milliseconds since 1970: an arming that is over uses nothing. */
export async function imageUsers(database: Database, site: Pick<Site, 'bootUrl' | 'imagesUrl'>, sha256: string, now: number = Date.now()): Promise<ImageUsers> {
  const profiles = await profilesWith(database, site, sha256);
  const channels = await database.selectFrom('channels').select(['id', 'title']).where('sha256', '=', sha256).orderBy('id').execute();
  const rollouts = await database.selectFrom('rollouts').select(['id', 'title']).where('sha256', '=', sha256).where('state', 'in', ['running', 'paused']).orderBy('number').execute();
  const children = await database.selectFrom('images').select(['sha256', 'name']).where('parent', '=', sha256).orderBy('added_at').execute();
  return {
    profiles,
    hosts: [...(await hostsWith(database, profiles.map(({ id }) => id), sha256, now)), ...(await hostsAskedFor(database, sha256))],
    channels: channels.map(({ id, title }) => ({ id, title })),
    rollouts: rollouts.map(({ id, title }) => ({ id, title })),
    children: children.map((child) => ({ sha256: child.sha256, name: child.name })),
  };
}

/** Running nodes that a person asked one by one; those of a roll-out under way are its own. */
async function hostsAskedFor(database: Database, sha256: string): Promise<{ id: string; hostname: string }[]> {
  const rows = await database
    .selectFrom('node_wishes').innerJoin('hosts', 'hosts.id', 'node_wishes.host_id').leftJoin('rollouts', 'rollouts.id', 'node_wishes.rollout_id').select(['hosts.id', 'hosts.hostname'])
    .where('node_wishes.sha256', '=', sha256).where('node_wishes.state', 'in', openWishStates)
    .where((wish) => wish.or([wish('rollouts.id', 'is', null), wish('rollouts.state', 'in', ['stopped', 'done'])]))
    .orderBy('hosts.id').execute();
  return rows.map(({ id, hostname }) => ({ id, hostname }));
}

const ProfileImage = z.object({ image: z.object({ url: z.string() }) });

async function profilesWith(database: Database, site: Pick<Site, 'bootUrl' | 'imagesUrl'>, sha256: string): Promise<{ id: string; title: string }[]> {
  // The hash stands in the address, so most documents need not be read.
  const rows = await database.selectFrom('profiles').select(['id', 'title', 'body']).where((row) => row.fn<number>('instr', ['body', row.val(sha256)]), '>', 0).orderBy('id').execute();
  return rows.filter(({ body }) => {
    const profile = ProfileImage.safeParse(JSON.parse(body));
    return profile.success && imageOfUrl(site, profile.data.image.url) === sha256;
  }).map(({ id, title }) => ({ id, title }));
}

/** A machine that installs was given its kickstart already, and that may name another image than its profile does by now: both count. */
async function hostsWith(database: Database, profiles: readonly string[], sha256: string, now: number): Promise<{ id: string; hostname: string }[]> {
  const rows = await database
    .selectFrom('installations')
    .innerJoin('hosts', 'hosts.id', 'installations.host_id')
    .selectAll('installations')
    .select(['hosts.hostname', 'hosts.profile_id'])
    .select((row) => row.selectFrom('served_kickstarts').select(({ fn }) => fn.countAll<number>().as('count'))
      .whereRef('served_kickstarts.installation_id', '=', 'installations.id')
      .where((served) => served.fn<number>('instr', ['text', served.val(sha256)]), '>', 0).as('given'))
    .where('installations.is_current', '=', 1)
    .where('installations.state', 'in', ['armed', 'installing'])
    .orderBy('hosts.id')
    .execute();
  return rows.filter((row) => {
    const { state, expires_at } = InstallationRow.parse(row);
    const isOpen = stateAt(state, expires_at, now) !== 'expired';
    return isOpen && (profiles.includes(row.profile_id) || (row.given ?? 0) > 0);
  }).map(({ host_id, hostname }) => ({ id: host_id, hostname }));
}
