// SPDX-License-Identifier: GPL-2.0-or-later
// What a recipe may say, and that hostile words reach neither guestfish nor a shell as anything but words.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { arbitraryPath, arbitraryRecipe } from './arbitrary.ts';
import { guestfishScript } from './guestfish.ts';
import { planRecipe } from './plan.ts';
import { fishWord, GUESTFISH_LINE, shellWord } from './quote.ts';
import { Recipe } from './recipe.ts';
import { standAloneScript } from './stand-alone.ts';

const SEED = 20_261_124;
const NVR = 'my-node-1.0-1.c1';

const rpmsOf = ({ rpms }: Recipe) => rpms.map((sha256, index) => ({ sha256, name: `p${index}-1-1.noarch.rpm`, installedSize: 10 }));
const problems = (document: object) => (Recipe.safeParse({ id: 'a', title: 'A', ...document }).error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);

describe('the document', () => {
  test('one that changes nothing, and lists that contradict themselves', () => {
    assert.deepEqual(problems({}), [': The recipe changes nothing. Add a package, a file, a unit or a command.']);
    assert.deepEqual(problems({ packages: ['tmux'] }), ['repositories: Name the repositories that the packages come from, or upload the packages as rpm files.']);
    assert.deepEqual(problems({ units: { enable: ['sshd'], disable: ['sshd.service'] } }), ['units.disable.0: This unit is to be enabled too. Remove it from one of the two lists.']);
    assert.match(problems({ files: [{ path: '/etc/a', content: '' }, { path: '/etc/a', content: '' }] }).join(), /files\.1\.path: Another file has this path/);
    assert.match(problems({ commands: [' \n'] }).join(), /commands\.0: The command is empty/);
  });

  test('paths', () => {
    const path = (text: string) => problems({ files: [{ path: text, content: '' }] });
    for (const good of ['/etc/motd', '/a', '/srv/it\'s "x"', '/usr/lib/..x/y', '/boot/config']) assert.deepEqual(path(good), [], good);
    for (const bad of ['', 'etc/motd', '/', '/etc/', '/etc//a', '/etc/../a', '/etc/.', '/a\nb', '/a\0', '/a ', `/${'ä'.repeat(600)}`, '/\ud800', '/proc/1', '/run/x', '/dev/null', '/.basewright/run', '/etc/fstab', '/etc/machine-id', '/boot/loader/entries/x.conf']) assert.equal(path(bad).length, 1, JSON.stringify(bad));
  });

  test('contents, modes and keys', () => {
    const file = (more: object) => problems({ files: [{ path: '/etc/a', content: '', ...more }] });
    assert.deepEqual(file({ mode: '4755', owner: '0', group: 'wheel', content: 'YQ==', encoding: 'base64' }), []);
    for (const bad of [{ mode: '888' }, { mode: '10644' }, { owner: 'Root' }, { owner: '-R' }, { content: 'a', encoding: 'base64' }, { content: 'x'.repeat(262_145) }, { content: '\ud800' }]) assert.equal(file(bad).length, 1, JSON.stringify(bad).slice(0, 80));
    const repository = (gpgkey: string) => problems({ packages: ['a'], repositories: [{ name: 'r', baseurl: 'https://mirror.example.com/x', gpgkey }] });
    assert.deepEqual(repository('file:///etc/pki/rpm-gpg/RPM-GPG-KEY-redhat-release'), []);
    for (const bad of ['key', 'https://x/\ngpgcheck=0', 'ftp://x/y', '-----BEGIN PGP PUBLIC KEY BLOCK-----\nä\n-----END PGP PUBLIC KEY BLOCK-----']) assert.equal(repository(bad).length, 1, bad);
    for (const bad of ['-y', 'a b', '../x', '$(id)', '']) assert.equal(problems({ packages: [bad], repositories: [{ name: 'r', baseurl: 'https://mirror.example.com/x' }] }).length, 1, bad);
  });
});

describe('words', () => {
  /** As guestfish reads a word in double quotes. Source: guestfish(1), QUOTING. */
  const readFish = (word: string): string => {
    const bytes = [...word.slice(1, -1).matchAll(/\\x([0-9a-f]{2})|([^"\\])/g)].map(([, hex, plain]) => (hex === undefined ? plain?.charCodeAt(0) ?? 0 : Number.parseInt(hex, 16)));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  };

  test('guestfish reads back what was meant, in words of plain ASCII', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), arbitraryPath), (text) => {
      fc.pre(!text.includes('\0') && text.isWellFormed() && !text.startsWith('\ufeff'));
      const word = fishWord(text);
      assert.match(word, /^"([A-Za-z0-9_./:=,+ -]|\\x[0-9a-f]{2})*"$/);
      assert.equal(readFish(word), text);
    }), { seed: SEED, numRuns: 1500 });
    assert.throws(() => fishWord('a\0'));
  });

  test('a real shell reads back what was meant', () => {
    const texts = fc.sample(fc.oneof(fc.string({ unit: 'binary' }), arbitraryPath), { seed: SEED, numRuns: 2000 }).filter((text) => !text.includes('\0') && text.isWellFormed());
    const said = execFileSync('sh', ['-s'], { input: `printf '%s\\0' ${texts.map(shellWord).join(' ')}`, maxBuffer: 1 << 26 });
    assert.deepEqual(said.toString('utf8').split('\0').slice(0, -1), texts);
    assert.throws(() => shellWord('a\0'));
  });
});

describe('scripts', () => {
  const COMMANDS = /^(-?(add-drive rootfs\.img|run|mount-options|e2fsck|resize2fs|xfs-growfs|xfs-repair|fstrim|umount-all|shutdown|set-network true)|!echo '== [A-Za-z0-9/ ._+-]+'|rm-rf \/\.basewright|copy-in \.basewright \/|sh "\/bin\/sh \/\.basewright\/run [a-z0-9-]+" \| cat|mkdir-p |upload \.basewright\/(nvr|files\/[0-9]+) |chown 0 0 \/usr\/share\/imgbase|chmod 0644 \/usr\/share\/imgbase)/;

  test('no word of a recipe becomes a command of guestfish, and no line is longer than it reads', () => {
    fc.assert(fc.property(arbitraryRecipe, fc.constantFrom('ext' as const, 'xfs' as const), (recipe, fileSystem) => {
      const script = guestfishScript(planRecipe(recipe, rpmsOf(recipe), NVR), fileSystem);
      for (const line of script.split('\n').slice(0, -1)) {
        assert.match(line, COMMANDS);
        assert(Buffer.byteLength(line) <= GUESTFISH_LINE);
      }
    }), { seed: SEED, numRuns: 500 });
    const longest = Recipe.parse({ id: 'a', title: 'A', files: [{ path: `/${'\u0302'.repeat(511)}`, content: '' }] });
    for (const line of guestfishScript(planRecipe(longest, [], NVR), 'ext').split('\n')) assert(Buffer.byteLength(line) <= GUESTFISH_LINE);
  });

  const directory = mkdtempSync(join(tmpdir(), 'basewright-script-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  test('the stand-alone script is bash, and lays out every file byte by byte', () => {
    fc.assert(fc.property(arbitraryRecipe, (recipe) => {
      const plan = planRecipe(recipe, rpmsOf(recipe), NVR);
      const script = standAloneScript(recipe, plan, { sha256: 'a'.repeat(64) });
      execFileSync('bash', ['-n'], { input: script });
      const [from, to] = [script.indexOf('\ncat >.basewright/run'), script.indexOf('\nsay \'Unpacking')];
      rmSync(join(directory, '.basewright'), { recursive: true, force: true });
      writeFileSync(join(directory, 'assets.sh'), `cd ${directory}\nnvr=${NVR}\ntake_rpm() { :; }\nmkdir -p .basewright/steps .basewright/files .basewright/repos .basewright/rpms\n${script.slice(from, to)}`);
      execFileSync('bash', ['-eu', join(directory, 'assets.sh')]);
      for (const asset of plan.assets) {
        if ('content' in asset) assert.deepEqual(readFileSync(join(directory, '.basewright', asset.path)), Buffer.from(asset.content, asset.encoding === 'base64' ? 'base64' : 'utf8'), asset.path);
      }
    }), { seed: SEED, numRuns: 25 });
  });

  test('the steps inside of the image are sh', () => {
    const recipes = fc.sample(arbitraryRecipe, { seed: SEED, numRuns: 10 });
    for (const recipe of recipes) {
      for (const asset of planRecipe(recipe, rpmsOf(recipe), NVR).assets) {
        // A person's command may be anything; what we write around it may not.
        if ('content' in asset && asset.path.startsWith('steps/') && !asset.path.includes('command')) execFileSync('sh', ['-n'], { input: asset.content });
      }
    }
  });
});
