// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: images in the catalogue with their file and their test, channels, and profiles with hosts that follow them.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckStatus, Verdict } from '#kickstart/catalogue/test-report.ts';
import { putHost } from '../hosts/hosts.ts';
import { imageDirectory } from '../images/image-store.ts';
import type { Site } from '../installations/installability.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { putProfile } from '../profiles/profiles.ts';
import type { TestStore } from '../store/store.fixture.ts';
import type { Tables } from '../store/tables.ts';
import { putChannel } from './channels.ts';
import { type MoveChannel, type MoveRequest, moveChannel } from './move.ts';

export const force = { kind: 'force' } as const;

/** The hash of the image with this number. No file has it: nothing here reads the bytes again. */
export const hashOf = (number: number): string => number.toString(16).padStart(64, '0');

export const testSite = (store: TestStore): Site => siteAt('http://192.0.2.1:8080', store.directory);

/** Any store of which the test knows the directory. */
type Place = Pick<TestStore, 'database' | 'now' | 'directory'>;

type Given = Partial<Pick<Tables['images'], 'nvr' | 'target' | 'state' | 'signature' | 'size'>> & { verdict?: Verdict | null };

/** Puts image `number` into the catalogue, tested as passed unless said otherwise (`verdict: null`: never). @returns its hash */
export async function addTestImage(store: Place, number: number, { verdict = 'passed', ...given }: Given = {}): Promise<string> {
  const sha256 = hashOf(number);
  mkdirSync(imageDirectory(store.directory), { recursive: true });
  writeFileSync(join(imageDirectory(store.directory), sha256), `image ${number}`);
  await store.database
    .insertInto('images')
    .values({
      sha256, name: `node-${number}.squashfs`, size: 1000 + number, nvr: `my-node-${number}.0-1`, target: 'centos9', arch: 'x86_64', state: 'available', origin: 'upload', added_at: store.now(), hashed_at: store.now(), ...given,
    })
    .execute();
  if (verdict !== null) await addTest(store, number, verdict);
  return sha256;
}

/** Adds a test of image `number`. */
export async function addTest(store: Place, number: number, verdict: Verdict, status: CheckStatus = ({ passed: 'passed', warnings: 'warning', failed: 'failed' } as const)[verdict]): Promise<void> {
  const checks = [{ id: 'boot.multi-user', group: 'boot', title: 'Reaches multi-user', status, evidence: 'seen' }];
  const facts = { nvr: null, system: null, target: null, arch: null, kernel: null, fileSystem: null, rootSize: null };
  const report = { format: 1, sha256: hashOf(number), verdict, startedAt: store.now(), seconds: 1, facts, checks, packages: [], console: null };
  await store.database.insertInto('image_tests').values({ sha256: hashOf(number), job_id: null, at: store.now(), verdict, body: JSON.stringify(report) }).execute();
}

/** Makes packages of these names known of an image, in place of those known before. */
export async function knowPackages(store: Pick<TestStore, 'database'>, sha256: string, ...names: string[]): Promise<void> {
  const row = { count: names.length, body: JSON.stringify(names.map((name) => ({ name, epoch: null, version: '1', release: '1', arch: 'noarch', key: null }))) };
  await store.database.insertInto('image_packages').values({ sha256, ...row }).onConflict((conflict) => conflict.column('sha256').doUpdateSet(row)).execute();
}

export async function addChannel(store: TestStore, id: string, target = 'centos9'): Promise<void> {
  assert.equal((await putChannel(store, id, { title: `Channel ${id}`, target }, force)).outcome, 'created');
}

/** A profile that follows a channel, as a document. */
export function followerDocument(id: string, channel: string, more: object = {}): object {
  return { id, title: `Profile ${id}`, target: 'centos9', image: { channel }, storage: { disk: { by: 'device', device: 'vda' } }, ...more };
}

export async function addFollower(store: TestStore, id: string, channel: string, more: object = {}): Promise<void> {
  const answer = await putProfile(store, id, followerDocument(id, channel, more), force, testSite(store));
  assert(answer.outcome === 'created', JSON.stringify(answer));
}

/** A host with a MAC address made of its number. */
export async function addHostOf(store: TestStore, id: string, number: number, profile: string, overrides: object = {}): Promise<void> {
  const mac = `52:54:00:${[number >> 16, number >> 8, number].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`;
  const answer = await putHost(store, id, { hostname: id, macs: [mac], profile, overrides }, force);
  assert(answer.outcome === 'created', JSON.stringify(answer));
}

export const move = (store: TestStore, id: string, sha256: string | null, request: Partial<MoveRequest> = {}): Promise<MoveChannel> =>
  moveChannel(store, testSite(store), id, { sha256, kind: 'publish', ...request }, { actor: 'ada', precondition: force });

/** Publishes and expects it to be done. */
export async function publish(store: TestStore, id: string, number: number): Promise<string[]> {
  const answer = await move(store, id, hashOf(number));
  assert(answer.outcome === 'moved', JSON.stringify(answer));
  return answer.disarmed;
}
