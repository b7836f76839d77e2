// SPDX-License-Identifier: GPL-2.0-or-later
// The form of a definition gives back the definition it was filled from, and finds the field of every problem.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { definitionFixtures } from '#kickstart/build/fixtures.ts';
import { documentOf, draftOf, draftProblems, fieldOf, newDraft } from './definition-draft.ts';

test('every example definition comes back unchanged', () => {
  for (const definition of definitionFixtures.values()) assert.deepEqual(ImageDefinition.parse(documentOf(draftOf(definition))), definition);
});

test('a new draft lacks just what nobody can guess', () => {
  assert.deepEqual(draftProblems(newDraft).map(({ field }) => field), ['id', 'title', 'name', 'version']);
  assert.deepEqual(draftProblems({ ...newDraft, id: 'a', title: 'A', name: 'edge-node', version: '1' }), []);
});

test('lists take lines, blanks, commas, and the marks of a kickstart', () => {
  const draft = { ...newDraft, id: 'a', title: 'A', name: 'node', version: '1', packages: 'tmux\nvim-enhanced, git', groups: '@guest-agents ^minimal-environment', excluded: '-plymouth\n' };
  const { packages, groups, excluded } = ImageDefinition.parse(documentOf(draft));
  assert.deepEqual([packages, groups, excluded], [['tmux', 'vim-enhanced', 'git'], ['guest-agents', '^minimal-environment'], ['plymouth']]);
});

test('a problem stands at its field', () => {
  const bad = { ...newDraft, id: 'a', title: 'A', name: 'edge-node', version: '1', treeKind: 'url', treeUrl: 'ftp://x', packages: 'ok "bad"', rootSize: '6 GiB', repositories: [{ name: 'updates', kind: 'baseurl', url: '', cost: 'x', keep: false }], steps: [{ body: '', interpreter: 'sh' }] };
  assert.deepEqual(draftProblems(bad).map(({ field }) => field).sort(), ['packages', 'repositories.0.cost', 'repositories.0.name', 'repositories.0.url', 'rootSize', 'steps.0.body', 'steps.0.interpreter', 'treeUrl']);
  assert.match(draftProblems(bad).find(({ field }) => field === 'packages')?.message ?? '', /^"bad": Write the name of a package/);
  assert.equal(fieldOf('services.enabled.3'), 'servicesEnabled');
  assert.equal(fieldOf('repositories.1.url'), 'repositories.1.url');
});
