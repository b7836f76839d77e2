// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe as its form holds it, and back: lists are text, what is not given is empty.
import { Recipe } from '#kickstart/recipe/recipe.ts';

export type RepositoryDraft = { name: string; baseurl: string; gpgkey: string };
export type FileDraft = { path: string; mode: string; owner: string; group: string; encoding: string; content: string };

export type RecipeDraft = {
  id: string;
  title: string;
  description: string;
  target: string;
  rpms: string[];
  packages: string;
  repositories: RepositoryDraft[];
  files: FileDraft[];
  enable: string;
  disable: string;
  commands: { text: string }[];
  network: boolean;
  labels: boolean;
};

export const newFile: FileDraft = { path: '', mode: '0644', owner: 'root', group: 'root', encoding: 'text', content: '' };

/** What a new recipe begins with. */
export const newDraft: RecipeDraft = { id: '', title: '', description: '', target: '', rpms: [], packages: '', repositories: [], files: [], enable: '', disable: '', commands: [], network: false, labels: true };

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

export function draftOf({ description = '', target, packages, repositories, units, commands, labels, ...same }: Recipe): RecipeDraft {
  return {
    ...same,
    description,
    target: target ?? '',
    packages: packages.join('\n'),
    repositories: repositories.map(({ gpgkey = '', ...repository }) => ({ ...repository, gpgkey })),
    enable: units.enable.join('\n'),
    disable: units.disable.join('\n'),
    commands: commands.map((text) => ({ text })),
    labels: labels === 'set',
  };
}

/** The document that the form means; not checked. */
export function documentOf(draft: RecipeDraft): object {
  const { id, title, description, target, packages, repositories, files, enable, disable, commands, labels, ...same } = draft;
  return {
    ...same,
    id: id.trim(),
    title: title.trim(),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    target: target === '' ? null : target,
    packages: words(packages),
    repositories: repositories.map(({ name, baseurl, gpgkey }) => ({ name: name.trim(), baseurl, ...(gpgkey.trim() === '' ? {} : { gpgkey: gpgkey.trim() }) })),
    files: files.map(({ path, mode, owner, group, ...content }) => ({ path: path.trim(), mode: mode.trim(), owner: owner.trim(), group: group.trim(), ...content })),
    units: { enable: words(enable), disable: words(disable) },
    commands: commands.map(({ text }) => text),
    labels: labels ? 'set' : 'leave',
  };
}

/** The field of the form that a path of the document belongs to; empty for the recipe as a whole. */
export function fieldOf(path: string): string {
  if (path.startsWith('units.enable')) return 'enable';
  if (path.startsWith('units.disable')) return 'disable';
  // Of the lists as a whole: no repository for the packages, too much in the files.
  if (path === 'repositories') return 'packages';
  if (path === 'files') return '';
  if (/^(rpms|packages)\b/.test(path)) return path.split('.')[0] ?? path;
  return path.replace(/^(commands\.[0-9]+)$/, '$1.text');
}

export type DraftProblem = { readonly field: string; readonly message: string };

/** Everything that is wrong with the draft, the first problem of each field. */
export function draftProblems(draft: RecipeDraft): DraftProblem[] {
  const issues = Recipe.safeParse(documentOf(draft)).error?.issues ?? [];
  const found = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = fieldOf(path.map(String).join('.'));
    if (!found.has(field)) found.set(field, message);
  }
  return [...found].map(([field, message]) => ({ field, message }));
}
