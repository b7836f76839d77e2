// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: images in the catalogue with a report, without a file and without a test.

import { failed, passed } from '#kickstart/catalogue/report-words.ts';
import type { Package } from '#kickstart/catalogue/package.ts';
import { TestReport, verdictOf } from '#kickstart/catalogue/test-report.ts';
import type { TestStore } from '../store/store.fixture.ts';
import { keepReport } from './report.ts';

export const aPackage = (name: string, version: string, more: Partial<Package> = {}): Package => ({ name, epoch: null, version, release: '1.el9', arch: 'x86_64', key: null, ...more });

/** An image that nobody tested. */
export async function addUntested(store: TestStore, sha256: string, nvr: string | null = null, parent: string | null = null): Promise<void> {
  await store.database.insertInto('images').values({
    sha256, name: `${nvr ?? 'node'}.squashfs`, size: 1000, nvr, target: nvr === null ? null : 'centos9', arch: null, state: 'available', state_reason: null, origin: 'upload', source: null, parent, made_from: null,
    signature: null, added_at: store.now(), added_by: 'ada', hashed_at: store.now(),
  }).execute();
}

/** A report of an image, as a test would keep it. @param wrong what its layout check saw; without, it passed. */
export async function addReport(store: TestStore, sha256: string, { nvr = 'my-node-1.0-1', packages = [], wrong }: { nvr?: string; packages?: readonly Package[]; wrong?: string } = {}): Promise<TestReport> {
  const checks = [passed('integrity.sha256', 'It is.'), wrong === undefined ? passed('layout.nvr', 'It does.') : failed('layout.nvr', wrong)];
  const facts = { nvr, system: 'CentOS Stream 9', target: 'centos9', arch: 'x86_64', kernel: '5.14.0-1.el9.x86_64', fileSystem: 'ext4', rootSize: 1 };
  const report = TestReport.parse({ format: 1, sha256, verdict: verdictOf(checks), startedAt: store.now(), seconds: 61.5, facts, checks, packages: [...packages], console: 'Welcome\n' });
  await store.write((transaction) => keepReport(transaction, report, null));
  return report;
}
