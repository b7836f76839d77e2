// SPDX-License-Identifier: GPL-2.0-or-later
// import, validate and target by the real executable, and how targets may be spelled.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { Profile } from '#kickstart/profile/profile.ts';
import { basewright, complained, ended, fixtureText, GOLDENS, inProcess, said, temporaryFile } from './cli.fixture.ts';
import { readTarget } from './target.ts';

const golden = (name: string): string => join(GOLDENS, `${name}.ks`);
const FOREIGN = `# an old kickstart
text
lang en_US.UTF-8
keyboard --vckeymap=us
timezone Europe/Prague --isUtc
rootpw --plaintext CANARY-secret
liveimg --url=https://images.example.com/node.squashfs --checksum=${'a'.repeat(64)}
nosuchcommand
reboot
`;

describe('import', () => {
  test('a kickstart of our own comes back as its profile', async () => {
    const { stdout, stderr, exit } = await basewright(['import', golden('ovirt-node')]);
    assert.equal(exit, 0);
    assert.deepEqual(JSON.parse(stdout), Profile.parse(JSON.parse(fixtureText('ovirt-node'))));
    assert.match(stderr, /ovirt-node\.ks: 53 lines: 53 understood, 0 kept as they are, 0 refused\.\n$/);
  });

  test('--id, --title and --target win over what the file says', async () => {
    const { stdout, stderr, exit } = await basewright(['import', golden('minimal'), '--id', 'other', '--title', 'Another', '--target', 'AlmaLinux 9.4']);
    const { id, title, target } = Profile.parse(JSON.parse(stdout));
    assert.deepEqual([exit, id, title, target], [0, 'other', 'Another', 'alma9']);
    assert.match(stderr, /: target alma9: AlmaLinux 9 was chosen\.\n/);
    assert.deepEqual(await inProcess(['import', golden('minimal'), '--id', 'No!', '--title', 'x'.repeat(101)]), complained(2,
      '--id: Use 1 to 63 lower-case letters, digits and dashes, starting and ending with a letter or digit, for example "edge-node".', '--title: At most 100 characters.'));
  });

  test('refused lines are named with their number, end it with 2, and no password is shown', async () => {
    const file = temporaryFile('old.ks', FOREIGN);
    const { stdout, stderr, exit } = await basewright(['import', file, '--target', 'rhel9']);
    assert.equal(exit, 2);
    assert.equal(z.object({ target: z.string() }).parse(JSON.parse(stdout)).target, 'rhel9');
    assert.match(stderr, new RegExp(`^${file}:6: refused: [^\\n]+$`, 'm'));
    assert.match(stderr, new RegExp(`^${file}:8: refused: [^\\n]+$`, 'm'));
    assert.match(stderr, /^[^\n]*: 9 lines: \d understood, \d kept as they are, [2-9] refused\.$/m);
    assert.doesNotMatch(`${stdout}${stderr}`, /CANARY/);
  });

  test('--json holds what became of every line, and not the lines', async () => {
    const { stdout, stderr, exit } = await basewright(['import', '-', '--target', 'rhel9', '--json'], { stdin: FOREIGN });
    assert.equal(exit, 2);
    const Line = z.strictObject({ line: z.int(), outcome: z.enum(['understood', 'kept', 'refused']), reason: z.string().optional() });
    const answer = z.strictObject({ profile: z.record(z.string(), z.unknown()), valid: z.boolean(), target: z.object({ id: z.literal('rhel9'), by: z.literal('given') }), problems: z.array(z.object({ path: z.string(), message: z.string() })), lines: z.array(Line) }).parse(JSON.parse(stdout));
    assert.deepEqual(answer.lines.map(({ line }) => line), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(answer.lines[7]?.outcome, 'refused');
    assert.match(stderr, /^-:8: refused: /m);
    assert.doesNotMatch(stderr, /understood/);
    assert.doesNotMatch(`${stdout}${stderr}`, /CANARY/);
  });

  test('a text that is too large is not read', async () => {
    const { exit, stdout, stderr } = await inProcess(['import', temporaryFile('big.ks', '#\n'.repeat(30_000))]);
    assert.deepEqual([exit, stdout], [2, '']);
    assert.match(stderr, /^[^\n]+big\.ks: [^\n]+\n$/);
  });
});

describe('validate', () => {
  test('a good kickstart', async () => {
    const { stdout, stderr, exit } = await basewright(['validate', golden('minimal-rhel9'), '--target', 'RHEL9']);
    assert.deepEqual({ stderr, exit }, { stderr: '', exit: 0 });
    assert.match(stdout, /minimal-rhel9\.ks: accepted by pykickstart 3\.\d+ RHEL9\.\n$/);
  });

  test('a wrong one: each problem with file and line', async () => {
    const { stdout, stderr, exit } = await basewright(['validate', '-', '--target', 'rhel9'], { stdin: 'text\nnosuchcommand\nrootpw --plaintext CANARY\nreboot\n' });
    assert.deepEqual({ stdout, exit }, { stdout: '', exit: 2 });
    assert.match(stderr, /^-:2: error: [^\n]+$/m);
    assert.match(stderr, /^-:3: warning: [^\n]+$/m);
    for (const line of stderr.trimEnd().split('\n')) assert.match(line, /^-(:\d+)?: (error|warning): \S/);
  });

  test('--json', async () => {
    const { stdout, exit } = await basewright(['validate', '-', '--target', 'fedora45', '--json'], { stdin: 'nosuchcommand\n' });
    const answer = z.strictObject({ ok: z.literal(false), target: z.literal('fedora45'), parser: z.string(), results: z.array(z.object({ line: z.int().nullable(), level: z.enum(['error', 'warning']), message: z.string() })) }).parse(JSON.parse(stdout));
    assert.deepEqual([exit, answer.results[0]?.line, answer.results[0]?.level], [2, 1, 'error']);
  });

  test('without pykickstart it says what to do', async () => {
    assert.deepEqual(await basewright(['validate', golden('minimal'), '--target', 'rhel9'], { environment: { BASEWRIGHT_PYTHON: '/nowhere/python' } }), complained(1,
      'basewright: BASEWRIGHT_PYTHON is /nowhere/python, and there is no such file. Set it to a Python 3.9 or newer that has pykickstart, or unset it and run "node scripts/python.mjs".'));
  });
});

describe('targets', () => {
  test('list', async () => {
    const { stdout, stderr, exit } = await basewright(['target', 'list']);
    assert.deepEqual(ended(exit === 0 ? 0 : 1, stdout.split('\n').slice(0, 3).join('\n'), stderr), said('ID        KICKSTART  NAME\ncentos9   RHEL9      CentOS Stream 9\ncentos10  RHEL10     CentOS Stream 10'));
    assert.match(stdout, /^ovirt45 {3}RHEL9 {6}oVirt Node 4\.5 \(Enterprise Linux 9\)$/m);
  });

  test('every usual spelling', () => {
    const spellings: Record<string, string[]> = {
      rhel9: ['rhel9', 'RHEL9', 'RHEL 9', 'rhel-9', 'RHEL_9.4', 'RedHat9', 'Red Hat Enterprise Linux 9'],
      centos10: ['centos10', 'CentOS-10', 'CentOS Stream 10', 'centos-stream10', 'stream10', 'cs10'],
      alma8: ['Alma8', 'AlmaLinux 8.10'], rocky9: ['rocky 9', 'Rocky Linux 9.3'],
      fedora45: ['fedora45', 'Fedora 45', 'F45', 'fc45'], ovirt45: ['ovirt45', 'oVirt 4.5', 'oVirt Node 4.5', 'ovirt-node-4.5'],
    };
    for (const [id, texts] of Object.entries(spellings)) for (const text of texts) assert.equal(readTarget(text), id, text);
    for (const text of ['', '9', 'rhel', 'rhel7', 'ovirt4', 'rhel99999999', 'constructor', '__proto__1', 'rhel9\nx']) assert.throws(() => readTarget(text), /--target: There is no such target/, text);
  });
});
