// SPDX-License-Identifier: GPL-2.0-or-later
// What the API says about recipes and rpm files.
import { z } from 'zod';
import { Package } from '#kickstart/catalogue/package.ts';
import { Instant, pageOf } from '../list/page-of.ts';

export const RecipeSummary = z.object({ id: z.string(), title: z.string(), description: z.string().nullish(), target: z.string().nullable(), etag: z.string(), updatedAt: Instant });
export type RecipeSummary = z.infer<typeof RecipeSummary>;

export const RecipePage = pageOf(RecipeSummary);

/** Sizes in bytes. */
export const RpmFile = z.object({ sha256: z.string(), name: z.string(), size: z.number(), package: Package, installedSize: z.number(), summary: z.string(), addedAt: Instant, addedBy: z.string().nullable() });
export type RpmFile = z.infer<typeof RpmFile>;

export const RpmFiles = z.object({ items: z.array(RpmFile.extend({ usedBy: z.array(z.string()) })) });
export type RpmFiles = z.infer<typeof RpmFiles>;

/** The name that the next image would get, or why there is none. */
export const Proposal = z.object({ nvr: z.string().nullable(), problem: z.string().nullable() });

export const RunStarted = z.object({ job: z.string(), nvr: z.string() });

/** An image that a recipe can be put into. */
export const Parents = z.object({ items: z.array(z.object({ sha256: z.string(), name: z.string(), nvr: z.string().nullable(), target: z.string().nullable(), verdict: z.enum(['passed', 'warnings', 'failed']).nullable() })) });
export type Parent = z.infer<typeof Parents>['items'][number];

export const Runs = z.object({ items: z.array(z.object({ id: z.string() })) });
