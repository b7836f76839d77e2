// SPDX-License-Identifier: GPL-2.0-or-later
// Images that are wrong in one way each: exactly the check fails that is made for it, and says what was seen.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TestReport } from '#kickstart/catalogue/test-report.ts';
import { checkBoot } from '#server/image-tests/boot.ts';
import type { BootCheck } from '#server/image-tests/examine.ts';
import { doubts, started, storeImage, testStored } from '#server/image-tests/tested.fixture.ts';
import { registerImage } from '#server/images/catalogue.ts';
import { addImage, imageDirectory } from '#server/images/image-store.ts';
import { openTestStore, type TestStore } from '#server/store/store.fixture.ts';
import { type Breaking, breakings, flipBit, openWorkshop, type Workshop } from './broken-images.ts';
import { smallImage } from './small-image.ts';

/** `status id` and what its evidence must say, for each check that does not pass and was made. */
type Case = { readonly name: string; readonly broken: Breaking; readonly expected: Readonly<Record<string, RegExp>>; readonly verdict: TestReport['verdict'] };

const CASES: readonly Case[] = [
  { name: 'a file cut short', broken: breakings.truncated, expected: { 'failed integrity.superblock': /not whole: its header says \d+ bytes, and there are \d+/ }, verdict: 'failed' },
  { name: 'damaged blocks', broken: breakings.damagedBlocks, expected: { 'failed integrity.blocks': /uncompress|decompress|zstd|corrupt|read/i }, verdict: 'failed' },
  { name: 'two root file systems', broken: breakings.twoImages, expected: { 'failed integrity.root-image': /LiveOS\/rootfs\.img.*LiveOS\/second\.img/ }, verdict: 'failed' },
  { name: 'an error in its file system', broken: breakings.fileSystemError, expected: { 'failed integrity.file-system': /reference count|ref count/i }, verdict: 'failed' },
  { name: 'no name', broken: breakings.noName, expected: { 'failed layout.nvr': /nvr/ }, verdict: 'failed' },
  { name: 'a line break behind its name', broken: breakings.nameWithNewline, expected: { 'failed layout.nvr-newline': /small-node-9\.0-1\.el9\\n/ }, verdict: 'failed' },
  { name: 'a name without "node"', broken: breakings.nameWithoutNode, expected: { 'failed layout.nvr-title': /small-host-9\.0-1\.el9/ }, verdict: 'failed' },
  // The package that owns the kernel has lost one of its two files with it.
  { name: 'no kernel', broken: breakings.noKernel, expected: { 'failed layout.kernel': /There is no \/boot\/vmlinuz/, 'failed layout.kernel-owner': /not both vmlinuz and initramfs/ }, verdict: 'failed' },
  { name: 'no factory', broken: breakings.noFactory, expected: { 'failed layout.factory': /passwd and \/usr\/share\/factory\/etc\/group are missing/ }, verdict: 'failed' },
  { name: 'a device in /dev', broken: breakings.device, expected: { 'failed layout.dev': /urandom/ }, verdict: 'failed' },
  { name: 'no /var/crash', broken: breakings.noCrash, expected: { 'failed layout.nist': /\/var\/crash is missing/ }, verdict: 'failed' },
  { name: 'no sshd_config', broken: breakings.noSshd, expected: { 'failed layout.sshd-config': /sshd_config is missing/ }, verdict: 'failed' },
  { name: 'no grubby in its rpm database', broken: breakings.noGrubby, expected: { 'failed packages.required': /grubby/ }, verdict: 'failed' },
];

/** These are started; nothing else is wrong with them. */
const STARTED: readonly (Case & { readonly seconds?: string })[] = [
  { name: 'a kernel with a damaged body', broken: breakings.brokenKernel, expected: { 'failed boot.kernel': /XZ|crc|corrupt|damaged|Decompress|halted|within 30 seconds|switched itself off/i }, verdict: 'failed', seconds: '30' },
  { name: 'an initramfs with nothing in it', broken: breakings.emptyInitramfs, expected: { 'failed boot.root': /Kernel panic: VFS: Unable to mount root fs/ }, verdict: 'failed' },
  { name: 'no target to start', broken: breakings.noTarget, expected: { 'failed boot.multi-user': /Emergency mode/ }, verdict: 'failed' },
  { name: 'a unit that fails', broken: breakings.failingUnit, expected: { 'warning boot.units': /Failed: array-check\.service/ }, verdict: 'warnings' },
];

/** Puts a file into a store as if it had been whole when it came. */
async function placed(store: TestStore, file: string): Promise<string> {
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const path = join(imageDirectory(store.directory), sha256);
  mkdirSync(imageDirectory(store.directory), { recursive: true });
  linkSync(file, path);
  await registerImage(store, { sha256, name: 'broken.squashfs', size: statSync(file).size, origin: 'found', source: null, parent: null, madeFrom: null, actor: null });
  return sha256;
}

async function expectDoubts(workshop: Workshop, { broken, expected, verdict }: Case, bootCheck: BootCheck): Promise<TestReport> {
  const store = await openTestStore();
  try {
    const file = broken(workshop);
    const { report } = await testStored(store, await placed(store, file), bootCheck);
    const found = doubts(report.checks.filter(({ status }) => status !== 'skipped'));
    assert.deepEqual(found.map((line) => line.split(':')[0]).sort(), Object.keys(expected).sort(), found.join('\n'));
    for (const line of found) assert.match(line, expected[line.split(':')[0] ?? ''] ?? /never/);
    for (const { status, consequence, fix } of report.checks) assert(status === 'passed' || (consequence !== undefined && fix !== undefined));
    assert.equal(report.verdict, verdict);
    rmSync(join(file, '..'), { recursive: true });
    return report;
  } finally {
    await store.close();
  }
}

describe('broken images', () => {
  let workshop: Workshop;
  const folder = mkdtempSync(join(tmpdir(), 'basewright-broken-'));
  before(async () => {
    workshop = openWorkshop(await smallImage(), folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const each of CASES) test(each.name, async () => {
    await expectDoubts(workshop, each, started);
  });

  test('an upload that was cut short is not taken in', async () => {
    const store = await openTestStore();
    const answer = await addImage(store.directory, breakings.truncated(workshop));
    assert(answer.outcome === 'refused');
    assert.match(answer.message, /not whole: its header says \d+ bytes, and there are \d+\. Copy it again\./);
    await store.close();
  });

  test('a bit that flipped on the disk of this server', async () => {
    const store = await openTestStore();
    const sha256 = await storeImage(store, workshop.image.path);
    const path = join(imageDirectory(store.directory), sha256);
    chmodSync(path, 0o600);
    flipBit(path, Math.floor(statSync(path).size / 3));
    const { report } = await testStored(store, sha256, started);
    const failures = doubts(report.checks.filter(({ status }) => status === 'failed'));
    assert.match(failures[0] ?? '', /^failed integrity\.sha256: /);
    const row = await store.database.selectFrom('images').select('state').where('sha256', '=', sha256).executeTakeFirstOrThrow();
    assert.equal(row.state, 'quarantined');
    await store.close();
  });

  for (const each of STARTED) {
    test(`started: ${each.name}`, async () => {
      const bootCheck: BootCheck = (context, files) => checkBoot({ ...context, environment: { ...context.environment, ...(each.seconds !== undefined && { BASEWRIGHT_BOOT_TEST_SECONDS: each.seconds }) } }, files);
      const report = await expectDoubts(workshop, each, bootCheck);
      assert(report.console !== null && Buffer.byteLength(report.console) <= 256 * 1024);
    });
  }
});
