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
import { isSignedOnly } from '../images/signing-policy.ts';
import type { Site } from '../installations/installability.ts';
import { documentAnswer, json, moment, noContent } from './answer.ts';
import { invalid, notFound, preconditionRequired, ProblemError, stale } from './problem.ts';
import { readDocument, readJson, readPrecondition } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

/** Hosts and profiles that are listed with a channel; their numbers are always those of all. */
const MOST_LISTED = 500;

export async function getChannels({ store: { database }, services }: ActorContext): Promise<Response> {
  const site = services.site();
  const items = (await store.listChannels(database)).map((channel) => channelJson(channel, site));
  return json(200, { items, isSignedOnly: await isSignedOnly(database) });
}

/** What may be chosen for a profile. */
export async function getPublishedImages({ store: { database }, services }: ActorContext): Promise<Response> {
  const site = services.site();
  const items = (await publishedImages(database)).map((image) => ({ ...imageJson(image, site), channels: image.channels, publishedAt: moment(image.publishedAt) }));
  return json(200, { items });
}

/** The channel with its decisions, its ways back and its followers. */
export async function getChannel(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const { database, now } = context.store;
  const channel = await store.getChannel(database, id);
  if (channel === undefined) throw notFound(`channel "${id}"`);
  const site = context.services.site();
  const current = channel.image?.sha256 ?? null;
  const hosts = await hostsOf(database, id, now());
  const earlier = await Promise.all((await earlierImages(database, id, current)).map((sha256) => store.findChannelImage(database, sha256)));
  const body = {
    ...channelJson(channel, site),
    history: (await movesOf(database, id)).map((move) => ({ ...move, at: moment(move.at) })),
    earlier: earlier.flatMap((image) => (image === undefined ? [] : [imageJson(image, site)])),
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
  const answer = await store.putChannel(context.store, id, await readDocument(context.request), readPrecondition(context.request));
  switch (answer.outcome) {
    case 'created':
      return documentAnswer(201, documentOf(answer.channel), { location: `/api/v1/channels/${id}` });
    case 'updated':
      return documentAnswer(200, documentOf(answer.channel));
    case 'invalid':
      throw invalid(answer.errors);
    case 'required':
      throw preconditionRequired();
    case 'stale':
      throw stale(answer.current && documentOf(answer.current));
  }
}

export async function deleteChannel(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteChannel(context.store, id, readPrecondition(context.request), context.actor.name);
  switch (answer.outcome) {
    case 'deleted':
      return noContent();
    case 'missing':
      throw notFound(`channel "${id}"`);
    case 'required':
      throw preconditionRequired();
    case 'stale':
      throw stale(documentOf(answer.current));
    case 'followed':
      throw new ProblemError({
        status: 409, kind: 'in-use', title: 'Profiles follow this channel', more: { profiles: answer.profiles, count: answer.count },
        detail: `${answer.count} ${answer.count === 1 ? 'profile follows' : 'profiles follow'} it (${answer.profiles.join(', ')}${answer.count > answer.profiles.length ? ', ...' : ''}). Let them follow another channel or none first.`,
      });
  }
}

/** What a move would change. Its ETag is what the move must confirm. */
export async function postPreview(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const site = context.services.site();
  const radius = await previewMove(context.store, site, id, await readJson(context.request, PreviewRequest));
  if (radius === undefined) throw notFound(`channel "${id}"`);
  return json(200, radiusJson(radius, site), { etag: radius.etag });
}

export async function postMove(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const site = context.services.site();
  const request = await readJson(context.request, MoveRequest);
  const answer = await moveChannel(context.store, site, id, request, { actor: context.actor.name, precondition: readPrecondition(context.request) });
  switch (answer.outcome) {
    case 'moved':
      return json(200, { ...channelJson(answer.channel, site), disarmed: answer.disarmed }, { etag: answer.channel.etag });
    case 'missing':
      throw notFound(`channel "${id}"`);
    case 'required':
      throw new ProblemError({
        status: 428, kind: 'precondition-required', title: 'If-Match is missing', detail: 'Ask for the preview of this move first, and send the ETag of that answer as If-Match: so nobody confirms what has changed meanwhile.',
      });
    case 'stale':
      throw await changedMeanwhile(answer.judgement, context, site);
    case 'refused':
      throw new ProblemError({ status: 409, kind: 'not-possible', title: 'The channel cannot have this image', detail: answer.obstacles.join(' '), more: { obstacles: answer.obstacles } });
    case 'unproven':
      throw new ProblemError({
        status: 409, kind: 'override-needed', title: 'The image did not pass its test', more: { needsOverride: answer.needsOverride },
        detail: `${answer.needsOverride} To publish it all the same, give the reason as "override": it stays in the history.`,
      });
  }
}

async function changedMeanwhile(judgement: Judgement, { store: { database } }: ActorContext, site: Site): Promise<ProblemError> {
  const radius = await blastRadius(database, site, judgement);
  return new ProblemError({
    status: 412, kind: 'stale', title: 'Something has changed since you looked', detail: 'A profile, a host, the image or the channel was changed meanwhile. Look at what the move would do now, and confirm that.',
    more: { current: radiusJson(radius, site) }, headers: { etag: radius.etag },
  });
}

function imageJson({ signature, testedAt, ...image }: store.ChannelImage, site: Site): object {
  const { sha256, name, nvr, target, size, state, verdict, signer } = image;
  return { sha256, name, nvr, target, size, state, verdict, testedAt: testedAt === null ? null : moment(testedAt), isSigned: signature !== null, signer, url: imageUrl(site, sha256, name) };
}

function channelJson({ image, updatedAt, ...channel }: store.Channel, site: Site): object {
  return { ...channel, targetLabel: targets[channel.target].label, image: image === null ? null : imageJson(image, site), updatedAt: moment(updatedAt) };
}

function radiusJson({ before, after, ...radius }: BlastRadius, site: Site): object {
  return { ...radius, before: before === null ? null : imageJson(before, site), after: after === null ? null : imageJson(after, site) };
}

function documentOf({ id, title, target, etag, updatedAt }: store.Channel): { document: object; etag: string; updatedAt: number } {
  return { document: { id, title, target }, etag, updatedAt };
}
