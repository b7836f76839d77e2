// SPDX-License-Identifier: GPL-2.0-or-later
// What a build job is given: the definition as it was when somebody asked, so that a later change does not reach into it.

import { z } from 'zod';
import { ImageDefinition } from '#kickstart/build/definition.ts';

export const BuildInput = z.object({
  definition: ImageDefinition,
  /** URL of the registered mirror, when there was one. */
  mirror: z.string().nullable(),
  /** Who asked for it. */
  actor: z.string().nullable(),
});
export type BuildInput = z.infer<typeof BuildInput>;

/** What comes out, as JSON beside the job and, but for the hash, beside the image. */
export type BuildResult = { readonly sha256: string; readonly nvr: string; readonly name: string };
