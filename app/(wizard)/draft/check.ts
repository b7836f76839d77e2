// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with a draft: every slice by its own schema, and the rules between slices as soon as those they look at are valid.
import type { z } from 'zod';
import { layoutRules } from '#kickstart/profile/layout-rules.ts';
import { Profile, sliceSchemas, slices } from '#kickstart/profile/profile.ts';
import { targetRules } from '#kickstart/profile/target-rules.ts';
import type { Draft } from './draft.ts';

/** Dotted path of the field, and what is wrong with it in words for the admin. */
export type Problem = { readonly path: string; readonly message: string };

const heads = ['target', 'title', 'id', 'description'] as const;

/** zod's own words for a value that is not there are for programmers. */
function said(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) return issue.expected === 'number' || issue.expected === 'int' ? 'Write a whole number.' : 'Fill in this field.';
  if (issue.code === 'unrecognized_keys') return `This profile has fields that are unknown here: ${issue.keys.join(', ')}. They were written by a newer version.`;
  return issue.message;
}

/** Problems of `document` (as `documentOf` gives it), at most one for each field, in the order of the profile. */
export function checkDraft(document: Draft): Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly PropertyKey[], message: string) => {
    const at = path.map(String).join('.');
    if (!problems.some((problem) => problem.path === at)) problems.push({ path: at, message });
  };
  for (const head of heads) {
    const result = Profile.shape[head].safeParse(document[head]);
    if (!result.success) for (const issue of result.error.issues) add([head, ...issue.path], said(issue));
  }
  for (const slice of slices) {
    const result = sliceSchemas[slice].safeParse(document[slice]);
    if (!result.success) for (const issue of result.error.issues) add([slice, ...issue.path], said(issue));
  }
  for (const problem of rulesBetween(document)) add(problem.path, problem.message);
  return problems;
}

/** Problems that a target or the layout makes of settings that are valid by themselves. */
export function rulesBetween(document: Draft): { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const target = Profile.shape.target.safeParse(document['target']);
  const image = sliceSchemas.image.safeParse(document['image']);
  const storage = sliceSchemas.storage.safeParse(document['storage']);
  const layout = sliceSchemas.layout.safeParse(document['layout']);
  const users = sliceSchemas.users.safeParse(document['users']);
  const finish = sliceSchemas.finish.safeParse(document['finish']);
  return [
    ...(image.success && storage.success && layout.success ? layoutRules({ image: image.data, storage: storage.data, layout: layout.data }) : []),
    ...(target.success && users.success && finish.success ? targetRules({ target: target.data, users: users.data, finish: finish.data }) : []),
  ];
}
