// SPDX-License-Identifier: GPL-2.0-or-later
// What the API says about image definitions.
import { z } from 'zod';
import { PayloadId, payloads } from '#kickstart/build/payloads.ts';
import { Instant, pageOf } from '../list/page-of.ts';

export const DefinitionSummary = z.object({
  id: z.string(),
  title: z.string(),
  target: z.string().nullable(),
  /** NAME-VERSION of its images; null when the document must be mended. */
  image: z.string().nullable(),
  payload: z.string().nullable(),
  etag: z.string(),
  updatedAt: Instant,
});
export type DefinitionSummary = z.infer<typeof DefinitionSummary>;

export const DefinitionPage = pageOf(DefinitionSummary);
export type DefinitionPage = z.infer<typeof DefinitionPage>;

const Finding = z.object({ level: z.enum(['error', 'warning']), field: z.string(), message: z.string() });
export type Finding = z.infer<typeof Finding>;

export const buildWays = ['local', 'mock', 'virt', 'koji', 'repack'] as const;
export type BuildWay = (typeof buildWays)[number];

export const Output = z.object({
  kickstart: z.string(),
  nvr: z.string(),
  findings: z.array(Finding),
  commands: z.object({ local: z.string(), mock: z.string(), virt: z.string(), koji: z.string(), repack: z.string() }),
  livemediaCreator: z.object({ isInstalled: z.boolean(), canBuild: z.boolean(), reason: z.string().nullable() }),
});
export type Output = z.infer<typeof Output>;

export const BuildStarted = z.object({ job: z.string() });

/** The payload's name; the id itself when another version of the server knows more of them. */
export function payloadLabel(id: string | null): string {
  const known = PayloadId.safeParse(id);
  return known.success ? payloads[known.data].label : (id ?? '');
}
