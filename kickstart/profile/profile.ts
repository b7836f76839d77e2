// SPDX-License-Identifier: GPL-2.0-or-later
// The profile: what a node shall be. One schema for form, API, store, command line and renderer.
import { z } from 'zod';
import { Extra } from './extra.ts';
import { extraRules } from './extra-rules.ts';
import { Finish } from './finish.ts';
import { Image } from './image.ts';
import { Layout } from './layout.ts';
import { layoutRules } from './layout-rules.ts';
import { Locale } from './locale.ts';
import { Slug, Text } from './names.ts';
import { Network } from './network.ts';
import { Scripts } from './scripts.ts';
import { Services } from './services.ts';
import { Storage } from './storage.ts';
import { targetRules } from './target-rules.ts';
import { TargetId } from './targets.ts';
import { Users } from './users.ts';

/** The subjects of a profile, in the order of the kickstart. Every slice has a schema, a template, an import, a wizard step and a fixture. */
export const slices = ['image', 'storage', 'layout', 'locale', 'network', 'users', 'services', 'scripts', 'finish', 'extra'] as const;
export type Slice = (typeof slices)[number];

/** The schema of each slice by itself. */
export const sliceSchemas = {
  image: Image, storage: Storage, layout: Layout, locale: Locale, network: Network,
  users: Users, services: Services, scripts: Scripts, finish: Finish, extra: Extra,
} as const satisfies Record<Slice, z.ZodType>;

export const Profile = z.strictObject({
  /** Version of this document format. */
  format: z.literal(1, 'This program reads profiles of format 1.').default(1),
  id: Slug,
  title: Text.min(1, 'Give the profile a title.').max(100, 'At most 100 characters.'),
  description: Text.max(500, 'At most 500 characters.').optional(),
  target: TargetId,
  image: Image,
  storage: Storage,
  layout: Layout.prefault({}),
  locale: Locale.prefault({}),
  network: Network.prefault({}),
  users: Users.prefault({}),
  services: Services.prefault({}),
  scripts: Scripts,
  finish: Finish.prefault({}),
  extra: Extra.prefault({}),
}).superRefine((profile, context) => {
  for (const problem of [...layoutRules(profile), ...targetRules(profile), ...extraRules(profile)]) context.addIssue({ code: 'custom', path: [...problem.path], message: problem.message });
});
export type Profile = z.infer<typeof Profile>;
/** What a form or a file may hold before defaults are filled in. */
export type ProfileInput = z.input<typeof Profile>;
