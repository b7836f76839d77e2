// SPDX-License-Identifier: GPL-2.0-or-later
// channels: which image is installed by everything that follows, who follows, what a move would change, and the move.

import { targets } from '#kickstart/profile/targets.ts';
import { type BlastRadius, blastRadius, PreviewRequest, previewMove } from '../channels/blast-radius.ts';
import * as store from '../channels/channels.ts';
import { followersOf, hostsOf } from '../channels/followers.ts';
import { earlierImages, imageBelow, movesOf } from '../channels/history.ts';
import type { Judgement } from '../channels/judgement.ts';
import { MoveRequest, moveChannel } from '../channels/move.ts';
import { publishedImages } from '../channels/published.ts';
import { imageUrl } from '../images/image-url.ts';
import { listKeys } from '../images/keyring.ts';
import { isSignedOnly } from '../images/signing-policy.ts';
import type { Site } from '../installations/installability.ts';
import { json, moment } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { notFound, ProblemError } from './problem.ts';
import { readDocument, readJson, readPrecondition } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

/** Hosts and profiles that are listed with a channel; their numbers are always those of all. */
const MOST_LISTED = 500;

export async function getChannels(context: ActorContext): Promise<Response> {
  const { database } = context.store;
  const view = await viewOf(context);
  const items = (await store.listChannels(database)).map((channel) => channelJson(channel, view));
  return json(200, { items, isSignedOnly: await isSignedOnly(database) });
}

/** What may be chosen for a profile. */
export async function getPublishedImages(context: ActorContext): Promise<Response> {
  const view = await viewOf(context);
  const items = (await publishedImages(context.store.database)).map((image) => ({ ...imageJson(image, view), channels: image.channels, publishedAt: moment(image.publishedAt) }));
  return json(200, { items });
}

/** The channel with its decisions, its ways back and its followers. */
export async function getChannel(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const { database, now } = context.store;
  const channel = await store.getChannel(database, id);
  if (channel === undefined) throw notFound(`channel "${id}"`);
  const view = await viewOf(context);
  const current = channel.image?.sha256 ?? null;
  const hosts = await hostsOf(database, id, now());
  const earlier = await Promise.all((await earlierImages(database, id, current)).map((sha256) => store.findChannelImage(database, sha256)));
  const body = {
    ...channelJson(channel, view),
    manifestUrl: `${view.site.bootUrl}/channels/${id}.json`,
    history: (await movesOf(database, id)).map((move) => ({ ...move, at: moment(move.at) })),
    earlier: earlier.flatMap((image) => (image === undefined ? [] : [imageJson(image, view)])),
    below: current === null ? null : await imageBelow(database, id, current),
    followers: {
      profiles: (await followersOf(database, id)).slice(0, MOST_LISTED).map((profile) => ({ id: profile.id, title: profile.title })),
      hosts: hosts.slice(0, MOST_LISTED).map(({ id: hostId, hostname, profile, state }) => ({ id: hostId, hostname, profile, state })),
      counts: channel.followers,
    },
  };
  return json(200, body, { etag: channel.etag });
}

export async function putChannel(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.putChannel(context.store, id, await readDocument(context.request), readPrecondition(context.request), context.actor.name);
  return writtenAnswer(answer, documentOf, `channels/${id}`);
}

export async function deleteChannel(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteChannel(context.store, id, readPrecondition(context.request), context.actor.name);
  if (answer.outcome === 'followed') {
    throw new ProblemError({
      status: 409, kind: 'in-use', title: 'Profiles follow this channel', more: { profiles: answer.profiles, count: answer.count },
      detail: `${answer.count} ${answer.count === 1 ? 'profile follows' : 'profiles follow'} it (${answer.profiles.join(', ')}${answer.count > answer.profiles.length ? ', ...' : ''}). Let them follow another channel or none first.`,
    });
  }
  return deletedAnswer(answer, documentOf, `channel "${id}"`);
}

/** What a move would change. Its ETag is what the move must confirm. */
export async function postPreview(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const view = await viewOf(context);
  const radius = await previewMove(context.store, view.site, id, await readJson(context.request, PreviewRequest));
  if (radius === undefined) throw notFound(`channel "${id}"`);
  return json(200, radiusJson(radius, view), { etag: radius.etag });
}

export async function postMove(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const view = await viewOf(context);
  const request = await readJson(context.request, MoveRequest);
  const answer = await moveChannel(context.store, view.site, id, request, { actor: context.actor.name, precondition: readPrecondition(context.request) });
  switch (answer.outcome) {
    case 'moved':
      return json(200, { ...channelJson(answer.channel, view), disarmed: answer.disarmed }, { etag: answer.channel.etag });
    case 'missing':
      throw notFound(`channel "${id}"`);
    case 'required':
      throw new ProblemError({
        status: 428, kind: 'precondition-required', title: 'If-Match is missing', detail: 'Ask for the preview of this move first, and send the ETag of that answer as If-Match: so nobody confirms what has changed meanwhile.',
      });
    case 'stale':
      throw await changedMeanwhile(answer.judgement, context, view);
    case 'refused':
      throw new ProblemError({ status: 409, kind: 'not-possible', title: 'The channel cannot have this image', detail: answer.obstacles.join(' '), more: { obstacles: answer.obstacles } });
    case 'unproven':
      throw new ProblemError({
        status: 409, kind: 'override-needed', title: 'The image did not pass its test', more: { needsOverride: answer.needsOverride },
        detail: `${answer.needsOverride} To publish it all the same, give the reason as "override": it stays in the history.`,
      });
  }
}

async function changedMeanwhile(judgement: Judgement, { store: { database } }: ActorContext, view: View): Promise<ProblemError> {
  const radius = await blastRadius(database, view.site, judgement);
  return new ProblemError({
    status: 412, kind: 'stale', title: 'Something has changed since you looked', detail: 'A profile, a host, the image or the channel was changed meanwhile. Look at what the move would do now, and confirm that.',
    more: { current: radiusJson(radius, view) }, headers: { etag: radius.etag },
  });
}

/** Where images are, and the ids of the keys that are trusted now. */
type View = { readonly site: Site; readonly trusted: ReadonlySet<string> };

async function viewOf({ services }: ActorContext): Promise<View> {
  const site = services.site();
  return { site, trusted: new Set((await listKeys(site.dataDirectory)).map(({ id }) => id)) };
}

/** `isSigned`: by a key that is trusted now. */
function imageJson({ sha256, name, nvr, target, size, state, verdict, testedAt, signer }: store.ChannelImage, { site, trusted }: View): object {
  const isSigned = signer !== null && trusted.has(signer);
  return { sha256, name, nvr, target, size, state, verdict, testedAt: testedAt === null ? null : moment(testedAt), isSigned, url: imageUrl(site, sha256, name) };
}

function channelJson({ image, updatedAt, ...channel }: store.Channel, view: View): object {
  return { ...channel, targetLabel: targets[channel.target].label, image: image === null ? null : imageJson(image, view), updatedAt: moment(updatedAt) };
}

function radiusJson({ before, after, ...radius }: BlastRadius, view: View): object {
  return { ...radius, before: before === null ? null : imageJson(before, view), after: after === null ? null : imageJson(after, view) };
}

function documentOf({ id, title, target, etag, updatedAt }: store.Channel): AnsweredDocument {
  return { document: { id, title, target }, etag, updatedAt };
}
