// SPDX-License-Identifier: GPL-2.0-or-later
// The oracle through its TypeScript client: answers, order, endings, and a floor for the speed property tests rely on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openOracle } from './client.ts';

const oracle = openOracle();
after(() => oracle.close());

const SMALL = 'lang en_US.UTF-8\nrootpw --lock\nliveimg --url=http://images/node.squashfs\nnetwork --hostname=a --device=link\n%post\necho a\n%end\n';

test('a kickstart comes back as commands in order, parsed data and scripts', async () => {
  const result = await oracle.parse(SMALL, 'RHEL9');
  assert.equal(result.ok, true);
  assert.equal(result.parser, 'pykickstart 3.78 RHEL9');
  assert.deepEqual(
    result.commands.map(({ name, line, args }) => [name, line, ...args]),
    [
      ['lang', 1, 'en_US.UTF-8'],
      ['rootpw', 2, '--lock'],
      ['liveimg', 3, '--url=http://images/node.squashfs'],
      ['network', 4, '--hostname=a', '--device=link'],
    ],
  );
  const network = result.data['network'];
  assert.ok(Array.isArray(network));
  assert.equal(network[0]?.['hostname'], 'a');
  assert.deepEqual(result.scripts, [
    { section: '%post', body: 'echo a\n', interp: '/bin/sh', inChroot: true, errorOnFail: false, logfile: null, line: 5 },
  ]);
  assert.deepEqual([result.warnings, result.errors], [[], []]);
});

test('a document leaves nothing behind for the next one', async () => {
  await oracle.parse('rootpw --plaintext secret\nautopart\n', 'RHEL9');
  const result = await oracle.parse('rootpw --lock\npart / --size=1\n', 'RHEL9');
  assert.deepEqual(result.errors, []);
  assert.deepEqual(result.data['rootpw'], { isCrypted: false, password: '', lock: true, allow_ssh: false });
});

test('many requests are answered in their order', async () => {
  const requests = Array.from({ length: 200 }, (_, index) => ({ text: `network --hostname=h${index}\n`, version: 'F45' as const }));
  const results = await oracle.parseMany(requests);
  assert.deepEqual(
    results.map((result) => result.commands[0]?.args[0]),
    requests.map((_, index) => `--hostname=h${index}`),
  );
});

test('errors and warnings carry their line', async () => {
  const result = await oracle.parse('lang en_US\nbogus\n%post\nx\n%end\ndevice x\nrootpw "a\n', 'RHEL8');
  assert.deepEqual(result.errors.map(({ line }) => line), [2, 7]);
  assert.deepEqual(result.warnings.map(({ line }) => line), [6]);
});

test('five hundred small kickstarts take well under two seconds', async () => {
  const versions = ['RHEL8', 'RHEL9', 'RHEL10', 'F45'] as const;
  const requests = Array.from({ length: 500 }, (_, index) => ({ text: SMALL, version: versions[index % 4] ?? 'RHEL9' }));
  const start = performance.now();
  await oracle.parseMany(requests);
  const seconds = (performance.now() - start) / 1000;
  assert.ok(seconds < 2, `took ${seconds.toFixed(2)} s`);
});

test('a closed oracle says so', async () => {
  const other = openOracle();
  await other.close();
  await assert.rejects(other.parse('', 'RHEL9'), /The oracle ended: exit code 0/);
});
