// SPDX-License-Identifier: GPL-2.0-or-later
// Whether an image may come into a channel: what forbids it, what only a person may set aside with a reason, and what they should weigh.

import { z } from 'zod';
import { MoveKind } from '#kickstart/catalogue/image.ts';
import { type Check, type CheckGroup, checkGroups } from '#kickstart/catalogue/test-report.ts';
import { Sha256 } from '#kickstart/profile/names.ts';
import { TargetId, targets } from '#kickstart/profile/targets.ts';
import { latestReport } from '../image-tests/report.ts';
import { findImage } from '../images/image-store.ts';
import { signatureObstacle } from '../images/signing-policy.ts';
import type { Database } from '../store/tables.ts';
import { type Channel, type ChannelImage, findChannelImage } from './channels.ts';
import { earlierImages, imageBelow } from './history.ts';

/** Which image the channel shall have; null: none any more. */
export const WantedMove = z.strictObject({ sha256: Sha256.nullable(), kind: MoveKind.default('publish') });
export type WantedMove = z.infer<typeof WantedMove>;

/** Sentences for people. */
export type Fitness = {
  /** With one of them the move is not possible. */
  readonly obstacles: readonly string[];
  /** To be weighed. */
  readonly warnings: readonly string[];
  /** Why an admin must give a reason; null when the newest test was passed. */
  readonly needsOverride: string | null;
};

/** How many warnings of a test are named; its report has all. */
const MOST_NAMED = 5;

/** Judges the move as far as the image and the channel are concerned; followers are judged in blast-radius.ts. */
export async function fitnessOf(database: Database, dataDirectory: string, channel: Channel, move: WantedMove): Promise<Fitness & { image: ChannelImage | null }> {
  const wayProblems = await wayObstacles(database, channel, move);
  if (move.sha256 === null) {
    const { profiles } = channel.followers;
    const followed = profiles === 0 ? [] : [`${profiles === 1 ? 'A profile follows' : `${profiles} profiles follow`} this channel and would have no image. Let them follow another channel first, or put another image into this one.`];
    return { image: null, obstacles: [...wayProblems, ...followed], warnings: [], needsOverride: null };
  }
  const image = await findChannelImage(database, move.sha256);
  if (image === undefined) return { image: null, obstacles: ['The catalogue has no such image (any more).'], warnings: [], needsOverride: null };
  const target = targetFitness(channel, image);
  const test = await testFitness(database, image);
  const unsigned = await signatureObstacle(database, dataDirectory, image);
  return {
    image,
    obstacles: [...wayProblems, ...fileObstacles(dataDirectory, image), ...target.obstacles, ...(unsigned === undefined ? [] : [unsigned])],
    warnings: [...target.warnings, ...test.warnings],
    needsOverride: test.needsOverride,
  };
}

/** Whether the word for the move is the right one: the history must not say "rollback" of an image that was never there. */
async function wayObstacles(database: Database, channel: Channel, { sha256, kind }: WantedMove): Promise<string[]> {
  const current = channel.image?.sha256 ?? null;
  if (sha256 === current) return [current === null ? 'The channel is empty already.' : 'The channel has this image already.'];
  switch (kind) {
    case 'publish':
      return sha256 === null ? ['To take the image out of the channel, demote it.'] : [];
    case 'promote': {
      const others = sha256 === null ? [] : await database.selectFrom('channels').select('id').where('sha256', '=', sha256).where('target', '=', channel.target).where('id', '!=', channel.id).execute();
      return others.length > 0 ? [] : ['To be promoted, the image must be in another channel of the same distribution now. It may have been replaced there; look at it again, or publish the image here.'];
    }
    case 'demote':
      if (current === null) return ['The channel is empty, so there is nothing to demote.'];
      return sha256 === null || (await imageBelow(database, channel.id, current)) === sha256 ? [] : ['A demotion leads to the image that the present one had replaced, or to none. To go back to another one, roll back.'];
    case 'rollback':
      return sha256 !== null && (await earlierImages(database, channel.id, current)).includes(sha256) ? [] : ['The channel never had this image, so it cannot be rolled back to it. Publish it instead.'];
  }
}

const STATES = {
  retired: 'The image is retired: it stays for those who have it and is offered to nobody new. Restore it in the catalogue first.',
  quarantined: 'The image is in quarantine: its bytes are not those of its checksum. Upload it again.',
} as const;

function fileObstacles(dataDirectory: string, image: ChannelImage): string[] {
  if (image.state !== 'available') return [STATES[image.state]];
  return findImage(dataDirectory, image.sha256) === undefined ? ['The file of the image is not in the data directory. Upload it again.'] : [];
}

/**
 * An image that does not say what it is may come in with a warning: derived distributions never say a name that is known here, and if each of their
 * releases needed an override, nobody would read the reasons any more. One that says it is something else may not.
 */
function targetFitness({ target }: Channel, image: ChannelImage): { obstacles: string[]; warnings: string[] } {
  const { label } = targets[target];
  const known = TargetId.safeParse(image.target);
  if (!known.success) return { obstacles: [], warnings: [`The image does not say that it is ${label}: make sure that its system can be installed with kickstarts of that distribution.`] };
  if (known.data === target) return { obstacles: [], warnings: [] };
  return { obstacles: [`The image is ${targets[known.data].label}, and the channel is for ${label}. Publish it in a channel of its own distribution.`], warnings: [] };
}

async function testFitness(database: Database, image: ChannelImage): Promise<{ warnings: string[]; needsOverride: string | null }> {
  const report = await latestReport(database, image.sha256);
  if (report === undefined) return { warnings: [], needsOverride: 'This image was never tested, so nobody knows whether a machine can be installed with it. Wait for the end of its test, or start one on its page.' };
  const named = (status: 'failed' | 'warning' | 'skipped') => {
    const titles = report.checks.filter((check) => check.status === status).map(({ title }) => title);
    const more = titles.length > MOST_NAMED ? [`and ${titles.length - MOST_NAMED} more`] : [];
    return [...titles.slice(0, MOST_NAMED), ...more].join('; ');
  };
  if (report.verdict === 'failed') return { warnings: [], needsOverride: `The newest test of this image failed: ${named('failed') || 'its report says why'}.` };
  if (report.verdict === 'passed') return { warnings: [], needsOverride: null };
  const [doubts, skipped] = [named('warning'), named('skipped')];
  const unasked = checkGroups.filter((group) => isUnasked(report.checks.filter((check) => check.group === group)));
  return {
    warnings: [...(doubts === '' ? [] : [`The newest test passed with warnings: ${doubts}.`]), ...(skipped === '' ? [] : [`The newest test did not look at everything: ${skipped}.`])],
    needsOverride: unasked.length === 0 ? null : `The newest test could not ask ${unasked.map((group) => QUESTIONS[group]).join(', nor ')}. Its report says what kept it from that: mend it, and test the image again.`,
  };
}

const QUESTIONS: Readonly<Record<CheckGroup, string>> = {
  integrity: 'whether the file is whole', packages: 'whether its packages are there', layout: 'whether imgbased can make a layer of it', boot: 'whether it starts',
};

/** Nothing of a whole question was looked at: that is not a passed test. */
function isUnasked(checks: readonly Pick<Check, 'status'>[]): boolean {
  return checks.length > 0 && checks.every(({ status }) => status === 'skipped');
}
