// SPDX-License-Identifier: GPL-2.0-or-later
// An image definition as its form holds it, and back: lists are text, numbers are digits, what is not given is empty.
import { ImageDefinition } from '#kickstart/build/definition.ts';

export type RepositoryDraft = { name: string; kind: string; url: string; cost: string; keep: boolean };
export type StepDraft = { body: string; interpreter: string };

export type DefinitionDraft = {
  id: string;
  title: string;
  description: string;
  target: string;
  arch: string;
  name: string;
  version: string;
  release: string;
  treeKind: string;
  treeUrl: string;
  repositories: RepositoryDraft[];
  payload: string;
  packages: string;
  groups: string;
  excluded: string;
  weakDependencies: boolean;
  documentation: boolean;
  servicesEnabled: string;
  servicesDisabled: string;
  steps: StepDraft[];
  rootSize: string;
  compression: string;
  kojiTarget: string;
};

/** What a new definition begins with. */
export const newDraft: DefinitionDraft = {
  id: '', title: '', description: '', target: 'centos9', arch: 'x86_64', name: '', version: '', release: '0.{date}.0', treeKind: 'registered', treeUrl: '', repositories: [], payload: 'minimal',
  packages: '', groups: '', excluded: '', weakDependencies: false, documentation: false, servicesEnabled: '', servicesDisabled: '', steps: [], rootSize: '6144', compression: 'xz', kojiTarget: '',
};

const joined = (words: readonly string[]) => words.join('\n');
const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

export function draftOf(definition: ImageDefinition): DefinitionDraft {
  const { tree, repositories, packages, groups, excluded, services, steps, rootSize, description = '', kojiTarget = '', ...same } = definition;
  return {
    ...same, description, kojiTarget,
    treeKind: tree.kind,
    treeUrl: tree.kind === 'registered' ? '' : tree.url,
    repositories: repositories.map(({ name, kind, url, cost, keep }) => ({ name, kind, url, cost: cost === undefined ? '' : String(cost), keep })),
    packages: joined(packages), groups: joined(groups), excluded: joined(excluded),
    servicesEnabled: joined(services.enabled), servicesDisabled: joined(services.disabled),
    steps: steps.map(({ body, interpreter = '' }) => ({ body, interpreter })),
    rootSize: String(rootSize),
  };
}

/** Digits as a number; anything else stays what it is, so that the schema can say what is wrong with it. */
const numberOf = (text: string): number | string => (/^\d+$/.test(text.trim()) ? Number(text) : text);
const given = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() });

/** The document that the form means; not checked. */
export function documentOf(draft: DefinitionDraft): object {
  const { treeKind, treeUrl, packages, groups, excluded, servicesEnabled, servicesDisabled, description, kojiTarget, rootSize, ...same } = draft;
  return {
    ...same,
    id: same.id.trim(), title: same.title.trim(), name: same.name.trim(), version: same.version.trim(), release: same.release.trim(),
    ...given('description', description), ...given('kojiTarget', kojiTarget),
    tree: treeKind === 'registered' ? { kind: treeKind } : { kind: treeKind, url: treeUrl },
    repositories: draft.repositories.map(({ name, kind, url, cost, keep }) => ({ name: name.trim(), kind, url, ...(cost.trim() === '' ? {} : { cost: numberOf(cost) }), keep })),
    packages: words(packages), groups: words(groups).map((group) => group.replace(/^@/, '')), excluded: words(excluded).map((name) => name.replace(/^-/, '')),
    services: { enabled: words(servicesEnabled), disabled: words(servicesDisabled) },
    steps: draft.steps.map(({ body, interpreter }) => ({ body, ...given('interpreter', interpreter) })),
    rootSize: numberOf(rootSize),
  };
}

const LISTS: Readonly<Record<string, string>> = { 'services.enabled': 'servicesEnabled', 'services.disabled': 'servicesDisabled', packages: 'packages', groups: 'groups', excluded: 'excluded', 'tree.url': 'treeUrl', tree: 'treeKind' };

/** The field of the form that a path of the document belongs to. */
export function fieldOf(path: string): string {
  const list = Object.entries(LISTS).find(([name]) => path === name || path.startsWith(`${name}.`));
  return list?.[1] ?? path;
}

export type DraftProblem = { readonly field: string; readonly message: string };

/** The text that a path of the document leads to, where it is an item of a list that the form holds as one text. */
function itemAt(document: object, path: readonly PropertyKey[]): string {
  if (typeof path.at(-1) !== 'number') return '';
  const found = path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(String(key)) : undefined), document);
  return typeof found === 'string' ? `${found}: ` : '';
}

/** Everything that is wrong with the draft, the first problem of each field; of a list, with the item it is about. */
export function draftProblems(draft: DefinitionDraft): DraftProblem[] {
  const document = documentOf(draft);
  const issues = ImageDefinition.safeParse(document).error?.issues ?? [];
  const found = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = fieldOf(path.map(String).join('.'));
    if (!found.has(field)) found.set(field, `${itemAt(document, path)}${message}`);
  }
  return [...found].map(([field, message]) => ({ field, message }));
}
