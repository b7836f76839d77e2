// SPDX-License-Identifier: GPL-2.0-or-later
// Reports, packages and differences as the API gives them.
import { z } from 'zod';
import type { PackageDifference } from '#kickstart/catalogue/difference.ts';
import { Package } from '#kickstart/catalogue/package.ts';
import { TestReport, Verdict } from '#kickstart/catalogue/test-report.ts';
import { Job } from '../../jobs/answers.ts';
import { Instant } from '../../list/page-of.ts';

export const Report = TestReport.extend({ startedAt: Instant });
export type Report = z.infer<typeof Report>;

export const Packages = z.object({ packages: z.array(Package) });

export const Difference: z.ZodType<PackageDifference> = z.object({
  added: z.array(Package),
  removed: z.array(Package),
  changed: z.array(z.object({ before: Package, after: Package, direction: z.enum(['up', 'down', 'same']) })),
});

/** The tests that wait or run. */
export const RunningTests = z.object({ items: z.array(Job) });

/** Of the image itself: what it can be compared with, and its tests. */
export const ImageFacts = z.object({
  target: z.string().nullable(),
  parent: z.string().nullable(),
  /** How many; null while no test has read them. */
  packages: z.number().nullable(),
  tests: z.array(z.object({ at: Instant, verdict: Verdict, jobId: z.string().nullable() })),
});
export type ImageFacts = z.infer<typeof ImageFacts>;

const Named = z.object({ sha256: z.string(), name: z.string(), nvr: z.string().nullable() });

export const NamedImage = Named;

export const PublishedImages = z.object({ items: z.array(z.object({ id: z.string(), title: z.string(), target: z.string(), image: Named.nullable() })) });
