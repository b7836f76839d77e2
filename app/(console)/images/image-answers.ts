// SPDX-License-Identifier: GPL-2.0-or-later
// What the API says of images and uploads. Sizes in bytes, times in milliseconds since 1970.
import { z } from 'zod';
import { imageOrigins, imageStates } from '#kickstart/catalogue/image.ts';
import { Verdict } from '#kickstart/catalogue/test-report.ts';
import { Instant } from '../list/page-of.ts';

const Named = z.object({ id: z.string(), title: z.string() });

export const ImageSummary = z.object({
  sha256: z.string(),
  name: z.string(),
  nvr: z.string().nullable(),
  target: z.string().nullable(),
  arch: z.string().nullable(),
  size: z.number(),
  state: z.enum(imageStates),
  stateReason: z.string().nullable(),
  origin: z.enum(imageOrigins),
  source: z.string().nullable(),
  parent: z.string().nullable(),
  addedAt: Instant,
  addedBy: z.string().nullable(),
  verdict: Verdict.nullable(),
  testing: z.string().nullable(),
  channels: z.array(Named),
  url: z.string(),
  isSigned: z.boolean(),
});
export type ImageSummary = z.infer<typeof ImageSummary>;

const Space = z.object({ free: z.number(), total: z.number(), images: z.number() });
export type Space = z.infer<typeof Space>;

export const ImagePage = z.object({ items: z.array(ImageSummary), next: z.string().nullish(), total: z.number(), space: Space });
export type ImagePage = z.infer<typeof ImagePage>;

const Users = z.object({
  profiles: z.array(Named),
  hosts: z.array(z.object({ id: z.string(), hostname: z.string() })),
  channels: z.array(Named),
  rollouts: z.array(Named),
  children: z.array(z.object({ sha256: z.string(), name: z.string() })),
});
export type Users = z.infer<typeof Users>;

/** A refusal that says who uses the image. */
export const InUse = z.object({ usedBy: Users });

export const ImageDetails = ImageSummary.extend({
  usedBy: Users,
  /** The nearest first; the name of one that was deleted is null. */
  ancestors: z.array(z.object({ sha256: z.string(), name: z.string().nullable(), nvr: z.string().nullable() })),
  madeFrom: z.unknown(),
  hashedAt: Instant,
  packages: z.number().nullable(),
  tests: z.array(z.object({ at: Instant, verdict: Verdict, jobId: z.string().nullable() })),
});
export type ImageDetails = z.infer<typeof ImageDetails>;

export const UploadView = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  offset: z.number(),
  state: z.enum(['receiving', 'finishing', 'done']),
  sha256: z.string().nullable(),
  actor: z.string().nullable(),
  changedAt: Instant,
  expiresAt: Instant,
});
export type UploadView = z.infer<typeof UploadView>;

export const UploadViews = z.object({ items: z.array(UploadView) });
