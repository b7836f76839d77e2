// SPDX-License-Identifier: GPL-2.0-or-later
// The result of the layout step, as the add-on org_imgbased posts it in JSON: when its task starts, and when it is done or has failed.
import { z } from 'zod';
import { plainLine, plainText } from './plain-text.ts';

const MOST = { lines: 50, text: 4000, name: 200 } as const;

const line = (limit: number) => z.string().transform((text) => plainLine(text, limit));
/** Several lines; the add-on lists problems one below the other. */
const block = z.string().transform((text) => plainText(text, MOST.text));
const name = line(MOST.name).nullish().transform((text) => text ?? null).catch(null);
const bytes = z.number().int().nonnegative().nullish().transform((size) => size ?? null).catch(null);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).transform((items) => items.slice(0, MOST.lines)).catch([]).default([]);

const Pool = z.object({ name: line(MOST.name), size: bytes, free: bytes, metadata: bytes });
const VolumeGroup = z.object({ name: line(MOST.name), size: bytes, free: bytes });
const Volume = z.object({ path: line(MOST.name), name: line(MOST.name), size: bytes });
const Failure = z.object({ class: line(MOST.name).catch(''), problem: block.catch(''), fix: block.catch(''), lastLines: listOf(line(1000)) });

const LayoutReport = z.object({
  format: z.literal(1),
  addon: name,
  outcome: z.enum(['started', 'done', 'failed']),
  /** Name of the base that is to be. */
  nvr: name,
  base: name,
  layer: name,
  /** Sizes in bytes. */
  pool: Pool.nullish().transform((pool) => pool ?? null).catch(null),
  volumeGroup: VolumeGroup.nullish().transform((group) => group ?? null).catch(null),
  /** Volumes that imgbased made by itself. */
  volumesMade: listOf(Volume),
  warnings: listOf(block),
  fixes: listOf(block),
  /** How long each part took, by its name. */
  seconds: z.record(z.string(), z.number()).transform((seconds) => Object.fromEntries(Object.entries(seconds).slice(0, MOST.lines).map(([part, value]) => [plainLine(part, MOST.name), value]))).catch({}).default({}),
  error: Failure.nullish().transform((error) => error ?? null).catch(null),
});

/** What the layout step did. Missing parts are null or empty. */
export type LayoutResult = z.infer<typeof LayoutReport>;

/** The result in `json`, or undefined when it is none: not JSON, another format, or no outcome. Never throws. */
export function parseLayoutResult(json: string): LayoutResult | undefined {
  try {
    return LayoutReport.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined; // not JSON
  }
}
