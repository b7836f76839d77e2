// SPDX-License-Identifier: GPL-2.0-or-later
// Consoles of machines that started, and of those that did not: what the checks make of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bootVerdict, consoleText, type Ending, keptConsole, readAnswer } from './boot-answer.ts';

const SEED = 20261124;
const NONCE = '00112233aabbccdd';
const M = `basewright-${NONCE}:`;
const ENDING: Ending = { end: 'exited', seconds: 41.6, limit: 600, accelerator: 'tcg' };
const KERNEL = '[    0.000000] Linux version 5.14.0-503.el9.x86_64 (mockbuild@x86-05)\n';
const ROOT = `${KERNEL}[  OK  ] Mounted sysroot.mount - /sysroot.\n${M} root xfs\n`;
const GOOD = `${ROOT}[  OK  ] Reached target multi-user.target - Multi-User System.\n${M} state running\n${M} kernel 5.14.0-503.el9.x86_64\n${M} end multi-user\n`;

/** "status id" of each check, and the evidence of the first that did not pass. */
function verdict(text: string, ending: Ending = ENDING): { readonly all: string[]; readonly evidence: string } {
  const checks = bootVerdict(readAnswer(text, NONCE), ending, text);
  return { all: checks.map(({ status, id }) => `${status} ${id}`), evidence: checks.find(({ status }) => status !== 'passed')?.evidence ?? '' };
}

const NOT_ROOT = ['passed boot.kernel', 'failed boot.root', 'skipped boot.multi-user', 'skipped boot.units'];
const NOT_UP = ['passed boot.kernel', 'passed boot.root', 'failed boot.multi-user', 'skipped boot.units'];

describe('the console of a start', () => {
  test('that went well', () => {
    assert.deepEqual(verdict(GOOD).all, ['passed boot.kernel', 'passed boot.root', 'passed boot.multi-user', 'passed boot.units']);
    const [kernel, root, up] = bootVerdict(readAnswer(GOOD, NONCE), ENDING, GOOD);
    assert.equal(kernel?.evidence, 'Linux 5.14.0-503.el9.x86_64, by software emulation.');
    assert.equal(root?.evidence, 'Mounted as xfs.');
    assert.match(up?.evidence ?? '', /^It answered after 42 seconds \(software emulation\); systemd calls it running\. SELinux only warned/);
  });

  test('with units that failed; those of a layer are told, and do not count', () => {
    const failing = (...units: string[]) => GOOD.replace(`${M} end`, `${units.map((unit) => `${M} failed ${unit}\n`).join('')}${M} end`);
    const { all, evidence } = verdict(failing('kdump.service', 'imgbase-setup.service'));
    assert.equal(all[3], 'warning boot.units');
    assert.equal(evidence, 'Failed: kdump.service. imgbase-setup.service: needs the layer of an installed node.');
    assert.equal(verdict(failing('imgbase-setup.service')).all[3], 'passed boot.units');
  });

  test('where nothing came, or the kernel gave up', () => {
    const silent = verdict('', { ...ENDING, end: 'limit' });
    assert.deepEqual(silent.all, ['failed boot.kernel', 'skipped boot.root', 'skipped boot.multi-user', 'skipped boot.units']);
    assert.equal(silent.evidence, 'It did not get further within 600 seconds in an emulated machine, which is slow; BASEWRIGHT_BOOT_TEST_SECONDS gives it more. Nothing came on the serial console.');
    assert.match(verdict(`${KERNEL}Kernel panic - not syncing: stack-protector: Kernel stack is corrupted\n`).evidence, /^Kernel panic: stack-protector: .* Its last lines: /);
    assert.equal(verdict(`${KERNEL}Kernel panic - not syncing: stack-protector: Kernel stack is corrupted\n`).all[0], 'failed boot.kernel');
  });

  for (const [name, text, words] of [
    ['a panic without a root file system', `${KERNEL}[    9.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n`, /^Kernel panic: VFS: Unable to mount root fs on unknown-block\(0,0\)\./],
    ['an initramfs whose first program ended', `${KERNEL}[    9.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100\n`, /^Kernel panic: Attempted to kill init!/],
    ['a disk that never appeared', `${KERNEL}[  99.0] dracut-initqueue[222]: Warning: dracut-initqueue timeout\nGenerating "/run/initramfs/rdsosreport.txt"\nEntering emergency mode. Exit the shell to continue.\n`, /^Emergency mode: "Generating .*rdsosreport/],
  ] as const) {
    test(name, () => {
      assert.deepEqual(verdict(text).all, NOT_ROOT);
      assert.match(verdict(text).evidence, words);
    });
  }

  test('that stopped on its way to multi-user', () => {
    const emergency = verdict(`${ROOT}You are in emergency mode. After logging in, type "journalctl -xb".\n${M} failed data.mount\n${M} end emergency\n`);
    assert.deepEqual(emergency.all, [...NOT_UP.slice(0, 3), 'warning boot.units']);
    assert.match(emergency.evidence, /^Emergency mode: "You are in emergency mode/);
    assert.deepEqual(verdict(`${ROOT}         Starting network-online...\n`, { ...ENDING, end: 'limit' }).all, NOT_UP);
    assert.match(verdict(`${ROOT}\n`, { ...ENDING, end: 'too much output' }).evidence, /^It wrote on its console without end/);
  });

  test('an answer with another nonce is none', () => assert.deepEqual(verdict(GOOD.replaceAll(NONCE, '99887766aabbccdd')).all, NOT_ROOT));

  test('is kept without control characters, bounded, with its end', () => {
    const raw = Buffer.from(`first\r\r\n\u001b[0;32mgreen\u001b[0m\u0000\r\n${'ä'.repeat(300_000)}\nlast\n`);
    const kept = keptConsole(consoleText(raw));
    assert.match(kept, /^first\ngreen\n/);
    assert.match(kept, /\n\[ \.\.\. left out \.\.\. \]\n/);
    assert.match(kept, /ä\nlast\n$/);
    assert(Buffer.byteLength(kept) <= 256 * 1024);
  });

  test(`whatever is written, nothing breaks and every bound holds (seed ${SEED})`, () => {
    const word = fc.constantFrom(M, ' end multi-user', ' failed ', ' root ', 'Kernel panic - not syncing: ', 'Linux version ', '\n', '\r', '\u001b[2J', '\u202e', 'ä');
    fc.assert(fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      const raw = Buffer.from(parts.join(''));
      const text = consoleText(raw);
      const checks = bootVerdict(readAnswer(text, NONCE), ENDING, text);
      assert.equal(checks.length, 4);
      for (const { evidence, status, fix } of checks) {
        assert(evidence.length <= 1000 && !/[\u0000-\u001f\u007f-\u009f\u202e]/.test(evidence));
        assert.equal(fix === undefined, status === 'passed');
      }
    }), { seed: SEED, numRuns: 500 });
  });
});
