// SPDX-License-Identifier: GPL-2.0-or-later
// render and check by the real executable: every example gives its golden, and every refusal names the field.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { basewright, complained, FIXTURES, fixtureText, GOLDENS, said, temporaryFile } from './cli.fixture.ts';

const fixture = (name: string): string => join(FIXTURES, `${name}.json`);
const golden = (name: string): string => readFileSync(join(GOLDENS, `${name}.ks`), 'utf8');
const names = readdirSync(FIXTURES).map((file) => file.replace('.json', ''));
const profiles = new Map(names.filter((name) => !name.startsWith('host')).map((name) => [z.object({ id: z.string() }).parse(JSON.parse(fixtureText(name))).id, name]));
const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';
const nowhere = temporaryFile('not-a-directory', '');

describe('render', { concurrency: 2 }, () => {
  for (const name of names) {
    test(`${name} gives its golden, byte for byte, without a data directory`, async () => {
      const host = name.startsWith('host') ? z.object({ profile: z.string() }).parse(JSON.parse(fixtureText(name))).profile : undefined;
      const words = host === undefined ? ['render', fixture(name)] : ['render', fixture(profiles.get(host) ?? host), '--host', fixture(name)];
      assert.deepEqual(await basewright(words, { data: nowhere }), said(golden(name)));
    });
  }

  test('reads the profile from stdin', async () => {
    assert.deepEqual(await basewright(['render', '-'], { stdin: fixtureText('minimal') }), said(golden('minimal')));
    assert.deepEqual(await basewright(['render', '-'], { stdin: `\ufeff${fixtureText('minimal')}` }), said(golden('minimal')));
  });

  test('--masked hides every secret and changes nothing else', async () => {
    const masked = await basewright(['render', fixture('ovirt-node'), '--masked']);
    assert.deepEqual(masked, said(golden('ovirt-node').replaceAll(HASH, '********')));
    assert.ok(!masked.stdout.includes('$6$'));
  });

  test('--provenance tells scope, slice and field of every line', async () => {
    const { stdout, stderr, exit } = await basewright(['render', fixture('minimal'), '--host', fixture('host'), '--provenance']);
    assert.deepEqual({ stderr, exit }, { stderr: '', exit: 0 });
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.map((line) => `${line.slice(line.indexOf(' | ') + 3)}\n`).join(''), golden('host'));
    assert.equal(lines.find((line) => line.includes('network --hostname')), 'host     network   network.hostname       | network --hostname=node1.example.com');
    assert.equal(lines.find((line) => line.includes('lang en_US')), 'default  locale    locale.lang            | lang en_US.UTF-8');
  });

  test('--json holds text, lines and warnings', async () => {
    const { stdout, stderr, exit } = await basewright(['render', fixture('minimal'), '--json']);
    assert.deepEqual({ stderr, exit }, { stderr: '', exit: 0 });
    const Line = z.strictObject({ text: z.string(), slice: z.string(), field: z.string(), scope: z.enum(['default', 'profile', 'host']), secret: z.boolean() });
    const answer = z.strictObject({ text: z.string(), lines: z.array(Line), warnings: z.array(z.strictObject({ slice: z.string(), field: z.string(), message: z.string() })) }).parse(JSON.parse(stdout));
    assert.equal(answer.text, golden('minimal'));
    assert.equal(answer.lines.map((line) => `${line.text}\n`).join(''), golden('minimal'));
    assert.deepEqual(answer.warnings.map(({ field }) => field), ['storage.disk', 'image.nvr', 'users']);
  });

  test('a wrong profile is refused, one field per line, and with --json on stdout too', async () => {
    const wrong = JSON.stringify({ ...JSON.parse(fixtureText('minimal')), id: 'No', target: 'dos' });
    const lines = [
      'id: Use 1 to 63 lower-case letters, digits and dashes, starting and ending with a letter or digit, for example "edge-node".',
      'target: Choose one of the listed distributions.',
    ];
    assert.deepEqual(await basewright(['render', '-'], { stdin: wrong }), complained(2, ...lines));
    const { stdout, stderr, exit } = await basewright(['render', '-', '--json'], { stdin: wrong });
    assert.deepEqual({ stderr, exit }, { stderr: lines.map((line) => `${line}\n`).join(''), exit: 2 });
    assert.deepEqual(JSON.parse(stdout), { errors: lines.map((line) => ({ path: line.split(': ')[0], message: line.split(': ').slice(1).join(': ') })) });
  });

  test('a placeholder is not written as if it were a password', async () => {
    const masked = fixtureText('ovirt-node').replace(HASH, '********');
    const message = 'users.root.hash: This is the placeholder of a secret, and no machine could use it. Write the secret itself, or render with --masked.';
    assert.deepEqual(await basewright(['render', '-'], { stdin: masked }), complained(2, message));
    assert.equal((await basewright(['render', '-', '--masked'], { stdin: masked })).exit, 0);
  });

  test('a host must belong to the profile, and be valid', async () => {
    assert.deepEqual(await basewright(['render', fixture('image'), '--host', fixture('host')]), complained(2, 'host.profile: The host has the profile "minimal", and this is "image-by-proxy".'));
    const host = '{"hostname":"a","macs":["zz"],"profile":"minimal","colour":"red"}';
    assert.deepEqual(await basewright(['render', fixture('minimal'), '--host', '-'], { stdin: host }), complained(2,
      'host.macs.0: This is not a MAC address. Write six pairs of hexadecimal digits, for example 52:54:00:ab:cd:ef.', 'host: Not known here: "colour". Remove it, or check its spelling.'));
    assert.deepEqual(await basewright(['render', '-', '--host', '-']), complained(2, '--host: Only one of profile and host can come from stdin. Name a file for the other.'));
  });

  test('what cannot be read is named, and nothing of it is repeated', async () => {
    assert.deepEqual(await basewright(['render', '/nowhere/a.json']), complained(1, '/nowhere/a.json: There is no such file.'));
    assert.deepEqual(await basewright(['render', '/']), complained(1, '/: This is a directory. Name a file in it.'));
    assert.deepEqual(await basewright(['render', '-'], { stdin: '' }), complained(2, '-: The JSON document ends too early.'));
    assert.deepEqual(await basewright(['render', '-'], { stdin: '{"id": 1,\n "hash": $6$CANARY$CANARY}' }), complained(2, '-: This is not JSON: unexpected character in line 2, column 10.'));
    assert.deepEqual(await basewright(['render', '-'], { stdin: '{"a": 1\n "b": 2}' }), complained(2, '-: This is not JSON: expected \',\' or \'}\' after property value in line 2, column 2.'));
    const latin = temporaryFile('latin.json', Buffer.from([0x22, 0xe9, 0x22]));
    assert.deepEqual(await basewright(['render', latin]), complained(2, `${latin}: This is not UTF-8 text. Save it as UTF-8 and try again.`));
    assert.deepEqual(await basewright(['render', '/dev/zero']), complained(2, '/dev/zero: At most 5 MiB are read.'));
  });
});

describe('check', () => {
  test('tells of warnings, and that a host can be armed', async () => {
    assert.deepEqual(await basewright(['check', fixture('minimal')]), said(
      'minimal: valid, 3 warnings; a host can be armed with it.\n',
      'storage.disk: warning: The kernel may give the name vda to another disk at the next start. A by-id name, WWN or serial number always means the same disk.\n' +
        'image.nvr: warning: The image\'s own name is used. Its name must hold "node", or imgbased removes every boot entry; give it here to have it checked now.\n' +
        'users: warning: Nobody can log in to this node: root is locked, and no account has a password or an SSH key.\n',
    ));
  });

  test('tells why no host can be armed', async () => {
    const { checksum: _, ...image } = z.object({ image: z.record(z.string(), z.unknown()) }).parse(JSON.parse(fixtureText('ovirt-node'))).image;
    const { stdout, exit } = await basewright(['check', '-', '--json'], { stdin: JSON.stringify({ ...JSON.parse(fixtureText('ovirt-node')), image }) });
    const answer = z.object({ id: z.literal('ovirt-node'), armable: z.literal(false), obstacles: z.array(z.object({ field: z.string() })), warnings: z.array(z.unknown()) }).parse(JSON.parse(stdout));
    assert.deepEqual([exit, answer.obstacles], [0, [{ field: 'image.checksum' }]]);
  });

  test('refuses a wrong profile', async () => {
    assert.equal((await basewright(['check', '-'], { stdin: '{}' })).exit, 2);
  });
});
