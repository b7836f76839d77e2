// SPDX-License-Identifier: GPL-2.0-or-later
// Kickstarts in the manner of public ones (oVirt's, Foreman's, Ironic's, image-builder's, manuals'), each written anew here: nothing of them is lost.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { openOracle } from '../oracle/client.ts';
import { Profile, type ProfileInput } from '../profile/profile.ts';
import { targets, type TargetId } from '../profile/targets.ts';
import { renderKickstart } from '../render.ts';
import { importKickstart } from './import.ts';
import { parseKickstart, type ReadCommand } from './parse.ts';

type Expected = { readonly target: TargetId; /** U understood, K kept, R refused at least in part, `.` an empty line. */ readonly lines: string; readonly problems: readonly string[] };
const expected: Readonly<Record<string, Expected>> = {
  'el8-legacy.ks': { target: 'alma8', lines: 'RRKUUUUUUUUUUURRRURRRRRURRUURRUURRRRR', problems: ['image.url', 'storage.disk.device', 'storage.boot.size'] },
  'fedora-network.ks': { target: 'fedora44', lines: 'KKRRURRURRRRU.RRRRUUURRRU.KKRK.UUU', problems: [] },
  'foreman-ovirt.ks': { target: 'ovirt45', lines: 'K.U.U.UUUUUUUUU.UUUUUUUUUU.URUUUUU', problems: [] },
  'image-builder-installer.ks': { target: 'centos10', lines: 'KURUUUURURUURRUUUUUUU', problems: ['image.url', 'storage.disk.device'] },
  'ironic-anaconda.ks': { target: 'centos10', lines: 'UUUKUUUUUU.UUUR.KU.UUU.UUU.KKK.UUU', problems: ['storage.disk.device'] },
  'ovirt-interactive-defaults.ks': { target: 'ovirt45', lines: 'KUUUUUU.URRU', problems: ['storage.disk.device'] },
  'ovirt-node-install.ks': { target: 'ovirt45', lines: 'KUUUUURURU.RR.KUUURUUUUURU.KR.UUUU.UUURU', problems: ['image.url', 'storage.disk.device'] },
  'rhel9-manual.ks': { target: 'rhel10', lines: 'KUURRUUKKUU.UKK.URRK.RUU.RUUUUUURRURUU.KKKKK.UU.KKKK.KKK.UUUU', problems: [] },
  'rhvh-luks-by-serial.ks': { target: 'ovirt45', lines: 'KUUUUUURURUUURUUUUURURRURURRUUURUUURUU', problems: ['storage.disk.device'] },
};

const folder = new URL('./examples/', import.meta.url);
const oracle = openOracle();
after(() => oracle.close());

/** What an admin answers to the problems of a draft: which disk, where the image is, how large /boot is. */
function answered({ image, storage, ...rest }: ProfileInput, problems: readonly string[]): ProfileInput {
  return {
    ...rest,
    image: { ...image, ...(problems.includes('image.url') && { url: 'http://images.example.org/answer.squashfs' }) },
    storage: {
      ...storage,
      ...(problems.includes('storage.disk.device') && { disk: { by: 'device' as const, device: 'sda' } }),
      ...(problems.includes('storage.boot.size') && { boot: { method: 'part' as const, size: 1200 } }),
    },
  };
}

/** Values that a profile says in other words, or that say what a profile always does. */
const OTHERWISE = /^(pv\.\d+|\/dev\/.*|gb|cz-qwerty|'?(cz|us|gb)'?|de-latin1-nodeadkeys|4|UTC|mbr|biosboot|swap00|yes|on|none|auto|256|mode=.*|.*\$6\$.*|defaults,discard|lvm|thinp|locked|de_DE|en_US)$/;

/** Values of an understood command that the rendered kickstart does not hold. */
function lost(command: ReadCommand, rendered: string): string[] {
  const values = [...command.given.flatMap(({ option, value }) => (value === true || /^--(size|metadatasize)$/.test(option) && command.words[0]?.startsWith('pv') === true ? [] : value.split(','))), ...command.words];
  const sizes = new Set(command.name === 'logvol' && command.given.some(({ option }) => option === '--grow') ? command.given.filter(({ option }) => option === '--size').map(({ value }) => value) : []);
  return values.filter((value) => !OTHERWISE.test(value) && !sizes.has(value) && !rendered.toLowerCase().includes(value.toLowerCase().replace(/^'|'$/g, '')));
}

test('there is an expectation for every example, and eight of them at least', () => {
  const files = readdirSync(folder).sort();
  assert.deepEqual(files, Object.keys(expected).sort());
  assert.ok(files.length >= 8);
});

for (const [file, { target, lines, problems }] of Object.entries(expected)) {
  test(file, async () => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const imported = importKickstart(text);
    assert.ok(imported.outcome !== 'refused');
    assert.equal(imported.target.id, target);
    assert.deepEqual(imported.lines.map((line) => line.text), text.replace(/\n$/, '').split('\n'), 'every line is accounted for');
    assert.equal(imported.lines.map((line) => (line.text.trim() === '' ? '.' : line.outcome.charAt(0).toUpperCase())).join(''), lines);
    assert.deepEqual(imported.problems.map(({ path }) => path), problems);
    const profile = Profile.parse(answered(imported.profile, problems));
    const rendered = renderKickstart(profile).text;

    const { kickstart } = targets[target];
    const parsed = parseKickstart(text, kickstart);
    assert.ok(parsed.outcome === 'parsed');
    const understood = new Set(imported.lines.filter((line) => line.outcome === 'understood' && line.reason === undefined).map(({ line }) => line));
    assert.deepEqual(parsed.statements.filter((statement) => statement.kind === 'command').filter(({ line }) => understood.has(line)).flatMap((command) => lost(command, rendered).map((value) => `line ${command.line}: ${value}`)), []);
    for (const { line, outcome, text: kept, reason } of imported.lines) {
      if (outcome === 'kept') assert.ok(rendered.split('\n').includes(kept), `line ${line} is kept`);
      if (outcome === 'refused' && !parsed.statements.some((statement) => statement.line < line && line <= statement.end)) assert.ok(reason !== undefined && reason.length > 20, `line ${line} is refused without a reason`);
    }

    assert.deepEqual((await oracle.parse(rendered, kickstart)).errors, []);
    const again = importKickstart(rendered);
    assert.ok(again.outcome === 'profile');
    assert.deepEqual(again.profile, profile, 'what was imported is imported again');
  });
}

test('no password in clear comes through, in no example', () => {
  for (const file of Object.keys(expected)) {
    const imported = importKickstart(readFileSync(new URL(file, folder), 'utf8'));
    assert.ok(imported.outcome !== 'refused');
    assert.doesNotMatch(JSON.stringify(imported.profile), /changeme|heslo|testcase|"secret"|=secret/, file);
  }
});
