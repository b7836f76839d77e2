// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes and rpm files from the command line.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buildRpms } from '../../image-test/rpms.ts';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { openStore } from '../store/store.ts';
import { complained, inProcess, said, steady, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const data = join(temporaryDirectory(), 'data');
const call = async (words: readonly string[], stdin = '') => steady(await inProcess(words, { data, stdin }));

const RECIPE = `id: site
title: Site
files:
  - path: /etc/site.conf
    content: |
      one
      two
units:
  enable: [site]
`;

describe('recipes', () => {
  test('put as YAML and JSON, get, list, delete', async () => {
    assert.deepEqual(await call(['recipe', 'list']), said('', 'There are no recipes yet. Make one in the web pages, or: basewright recipe put FILE\n'));
    assert.deepEqual(await call(['recipe', 'put', temporaryFile('site.yaml', RECIPE)]), said('created recipe site\n'));
    const document = await call(['recipe', 'get', 'site']);
    assert.deepEqual(await call(['recipe', 'put', '-'], document.stdout), said('updated recipe site\n'));
    assert.deepEqual(await call(['recipe', 'put', '-'], (await call(['recipe', 'get', 'site', '--yaml'])).stdout), said('updated recipe site\n'));
    assert.deepEqual(await call(['recipe', 'list']), said('ID    TARGET  UPDATED                   TITLE\nsite  -       <time>  Site\n'));
    assert.deepEqual(await call(['recipe', 'put', '-'], 'id: site\ntitle: Site\nfiles: [{ path: etc, content: x }]\n'), complained(2, 'files.0.path: Write the absolute path of a file, without a slash or blank at its end, "." or "..", for example /etc/motd.d/site.'));
    assert.deepEqual(await call(['recipe', 'get', 'none']), complained(1, 'basewright: There is no recipe "none". "basewright recipe list" shows what there is.'));
  });

  test('script and run, for an image by its name', async () => {
    const store = await openStore(data, { check: false });
    await store.database.insertInto('images').values({ sha256: 'a'.repeat(64), name: 'x', size: 1, nvr: 'my-node-1-1', target: null, arch: null, state: 'available', state_reason: null, origin: 'upload', source: null, parent: null, made_from: null, signature: null, added_at: 1, added_by: null, hashed_at: 1 }).execute();
    await store.close();
    const script = await call(['recipe', 'script', 'site', '--parent', 'my-node-1-1']);
    assert.match(script.stdout, /^#!\/bin\/bash\n# Recipe site: Site\n[^]*nvr=\$\{2:-my-node-1-1\.c1\}\n[^]*printf '%s {2}%s\\n' a{64} "\$parent" \| sha256sum --check/);
    assert.match((await call(['recipe', 'script', 'site'])).stdout, /nvr=\$\{2:-\}/);
    const started = await call(['recipe', 'run', 'site', '--parent', 'my-node-1-1']);
    assert.deepEqual(started, said('job   <token id>\nimage my-node-1-1.c1\n', 'The server does it as soon as it runs. "basewright job list" shows how far it is.\n'));
    assert.deepEqual(await call(['recipe', 'run', 'site', '--parent', 'my-node-1-1', '--nvr', 'my-node-1-0']), complained(2, '--nvr: my-node-1-0 does not count as newer than its parent my-node-1-1, so a node would not boot into it after an upgrade. Raise the release.'));
    assert.deepEqual(await call(['recipe', 'run', 'site', '--parent', 'nothing']), complained(1, 'IMAGE: There is no image "nothing" in the catalogue. "basewright image list" shows what there is.'));
    assert.deepEqual(await call(['recipe', 'delete', 'site']), said('deleted recipe site\n'));
  });
});

test('node-tools makes a recipe with the tools as they are', async () => {
  assert.deepEqual(await call(['recipe', 'node-tools']), said('created recipe node-tools\n'));
  const { files } = Recipe.parse(JSON.parse((await inProcess(['recipe', 'get', 'node-tools'], { data, stdin: '' })).stdout));
  assert.ok(files.some(({ path }) => path === '/usr/lib/basewright-node/basewright_node/install.py') && files.some(({ path, mode }) => path === '/usr/bin/basewright-node' && mode === '0755'));
  assert.deepEqual(await call(['recipe', 'node-tools']), said('updated recipe node-tools\n'));
  assert.equal((await call(['recipe', 'delete', 'node-tools'])).exit, 0);
});

test('rpm add, list, delete', async () => {
  const [file = ''] = buildRpms(join(temporaryDirectory(), 'build'), [{ name: 'site-tools', version: '2.0', release: '1', files: { '/etc/site': {} } }]);
  const added = await call(['rpm', 'add', file]);
  assert.match(added.stdout, /^sha256 {3}[0-9a-f]{64}\npackage {2}site-tools-2\.0-1\.noarch\n$/);
  const sha256 = /[0-9a-f]{64}/.exec(added.stdout)?.[0] ?? '';
  assert.match((await call(['rpm', 'list'])).stdout, new RegExp(`\n${sha256}  [0-9]+  - +- +site-tools-2\\.0-1\\.noarch\\.rpm\n$`));
  assert.deepEqual(await call(['rpm', 'add', temporaryFile('x.rpm', 'no package')]).then(({ exit, stderr }) => [exit, stderr.includes('This is no rpm file')]), [2, true]);
  assert.equal((await call(['recipe', 'put', '-'], `id: tools\ntitle: Tools\nrpms: [${sha256}]\n`)).exit, 0);
  assert.deepEqual(await call(['rpm', 'delete', sha256.slice(0, 12)]), complained(1, 'basewright: It is used by tools. Remove it there first.'));
  await call(['recipe', 'delete', 'tools']);
  assert.deepEqual(await call(['rpm', 'delete', sha256.slice(0, 12)]), said('deleted site-tools-2.0-1.noarch.rpm\n'));
});
