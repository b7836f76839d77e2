// SPDX-License-Identifier: GPL-2.0-or-later
// definition put, get, list, delete, render, commands, bundle, from YAML and JSON; and the YAML that is not taken.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { arbitraryDefinition } from '#kickstart/build/arbitrary.ts';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { basewright, complained, inProcess, said, steady, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const SEED = 20_261_126;
const YAML = `# A node for the edge.
id: edge
title: "Edge node"
target: centos9
name: edge-node
version: "1.0"
release: "1"
tree: { kind: url, url: https://mirror.example.com/9-stream/BaseOS/x86_64/os }
repositories:
  - name: imgbased
    url: https://mirror.example.com/node/el9
packages: [tmux]
steps:
  - body: |
      echo 'Authorized use only.' > /etc/issue
`;

describe('definitions', () => {
  test('from a YAML file to the archive', async () => {
    const data = join(temporaryDirectory(), 'data');
    const run = async (words: readonly string[], stdin = '') => steady(await inProcess(words, { data, stdin }));
    const file = temporaryFile('edge.yaml', YAML);
    const warning = 'warning: release: Every build will be called edge-node-1.0-1. A node cannot be upgraded to an image of the name it has already: raise the release before each build, or let it hold {date}.\n';
    // The real executable once; then the same code in this process.
    assert.deepEqual(await basewright(['definition', 'put', file], { data }), said('created image definition edge\n', warning));
    assert.deepEqual(await run(['definition', 'list']), said('ID    TARGET   IMAGE          PAYLOAD  UPDATED                   TITLE\nedge  centos9  edge-node-1.0  minimal  <time>  Edge node\n'.replace('<time>  ', '<time>  ')));
    const { stdout } = await run(['definition', 'get', 'edge']);
    const definition = ImageDefinition.parse(JSON.parse(stdout));
    assert.deepEqual([definition.packages, definition.steps], [['tmux'], [{ body: "echo 'Authorized use only.' > /etc/issue\n" }]]);
    const yaml = (await run(['definition', 'get', 'edge', '--yaml'])).stdout;
    assert.deepEqual(ImageDefinition.parse(parse(yaml)), definition);
    // What was written goes in again, and gives the same kickstart.
    const kickstart = await run(['definition', 'render', '-'], yaml);
    assert.deepEqual([kickstart.exit, kickstart.stdout], [0, (await run(['definition', 'render', file])).stdout]);
    assert.match(kickstart.stdout, /imgbase --debug --experimental image-build --postprocess --set-nvr=edge-node-1\.0-1\n%end\n$/);
    assert.match((await run(['definition', 'commands', 'edge', '--way', 'mock'])).stdout, /^mock -r centos-stream-9-x86_64 --init\n/);
    const archive = join(temporaryDirectory(), 'edge.tar');
    assert.deepEqual(await run(['definition', 'bundle', 'edge', '--output', archive]), said(`${archive}\n`, 'Unpack it on a machine that is made for building, and follow its README.\n'));
    assert(existsSync(archive) && readFileSync(archive).includes('edge-build/build-image'));
    assert.deepEqual(await run(['definition', 'bundle', 'edge', '--output', archive]), complained(1, `${archive}: It is there already. Move it away, or name another file with --output.`));
    const here = await run(['definition', 'build', 'edge']);
    assert.deepEqual([here.exit, here.stdout], [1, '']);
    assert.match(here.stderr, /^basewright: livemedia-creator is not installed on this server/);
    assert.deepEqual(await run(['definition', 'delete', 'edge']), said('deleted image definition edge\n'));
    assert.deepEqual(await run(['definition', 'get', 'edge']), complained(1, 'basewright: There is no image definition "edge". "basewright definition list" shows what there is.'));
    assert.deepEqual(await run(['definition', 'list']), said('', 'There are no image definitions yet. Make one in the web pages, or: basewright definition put FILE\n'));
  });

  test('what is wrong is told field by field', async () => {
    const data = join(temporaryDirectory(), 'data');
    const bad = YAML.replace('edge-node', 'edge').replace('[tmux]', '["tmux vim"]');
    const ended = await inProcess(['definition', 'put', '-'], { stdin: bad, data });
    assert.equal(ended.exit, 2);
    assert.match(ended.stderr, /^packages\.0: Write the name of a package.*\nname: The name must hold "node"/);
    assert.equal((await inProcess(['definition', 'commands', 'edge', '--way', 'air'], { data })).stderr, '--way: Use one of local, mock, virt, koji, repack.\n');
    assert.equal((await basewright(['definition', 'put', '/nonexistent/x.yaml'], { data })).stderr, '/nonexistent/x.yaml: There is no such file.\n');
  });
});

describe('YAML', () => {
  const read = async (stdin: string) => inProcess(['definition', 'render', '-'], { stdin, data: join(temporaryDirectory(), 'data') });

  test('tags, anchors, keys that are there twice, deep and large documents are refused', async () => {
    const refused = [
      'a: !!js/function 1', 'a: !local x', 'a: !<tag:evil.example,2026:x> y', 'a: &x 1\nb: *x', 'a: 1\na: 2', '<<: *x', 'a: [', '\ta: 1', '%TAG ! tag:evil.example,2026:\n---\na: !x 1', '--- a\n--- b',
      '['.repeat(100_000), `${'- '.repeat(3000)}x`, `${'{a: '.repeat(60)}1${'}'.repeat(60)}`, `a: ${'x'.repeat(300 * 1024)}`,
    ];
    for (const text of refused) {
      const { exit, stderr, stdout } = await read(text);
      assert.deepEqual([exit, stdout], [2, ''], text.slice(0, 60));
      assert.match(stderr, /^-: /, `${text.slice(0, 60)} => ${stderr.slice(0, 200)}`);
    }
    // A bomb of aliases never grows.
    const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n`;
    assert.match((await read(bomb)).stderr, /Anchors and aliases/);
  });

  test('words that other readers take for something else stay text', async () => {
    // YAML 1.2 knows no "yes", "on" or sexagesimal numbers.
    const { stderr } = await read(YAML.replace('"Edge node"', 'on').replace('[tmux]', '[yes, no, 12:30:45]'));
    assert.match(stderr, /^packages\.2: Write the name of a package/);
  });

  test(`random definitions come back from YAML as they were (seed ${SEED})`, () => {
    fc.assert(fc.property(arbitraryDefinition(), (definition) => {
      assert.deepEqual(ImageDefinition.parse(parse(stringify(definition))), definition);
    }), { seed: SEED, numRuns: 60 });
  });
});
