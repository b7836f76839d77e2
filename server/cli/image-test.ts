// SPDX-License-Identifier: GPL-2.0-or-later
// image test, report, difference: what a test found of an image.
import { setTimeout } from 'node:timers/promises';
import { packageDifference } from '#kickstart/catalogue/difference.ts';
import { hasEnded, type JobView } from '#kickstart/catalogue/job.ts';
import { evr, type Package } from '#kickstart/catalogue/package.ts';
import { type Check, checkGroups, type TestReport } from '#kickstart/catalogue/test-report.ts';
import { queueTest } from '../image-tests/queue-test.ts';
import { latestReport, packagesOf } from '../image-tests/report.ts';
import { findJob, jobView } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';
import { type Answer, failure, type Run } from './command.ts';
import { withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { moment, table } from './output.ts';

/** How often a waiting command looks, in milliseconds. */
const LOOK_MS = 1000;

export const test: Run = (invocation) => withStore(invocation, async (store) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  const queued = await queueTest(store, sha256, null);
  if (queued.outcome === 'missing') throw failure('IMAGE', 'It was deleted a moment ago.');
  if (!invocation.has('wait')) {
    return { stdout: `${queued.id}\n`, notes: [`${queued.outcome === 'waiting' ? 'A test of it has not ended yet' : 'The test is asked for'}; the server does it. "basewright image report ${sha256.slice(0, 12)}" shows what it finds.`], json: { job: queued.id } };
  }
  const job = await ended(store, queued.id, (line) => invocation.io.stderr.write(`${line}\n`));
  if (job.state !== 'done') throw failure('', `The test is ${job.state}. ${job.problem ?? ''}`.trim());
  return reportAnswer(await reportOf(store, sha256), true);
});

/** Looks until the job has ended. @param tell takes each new stage. */
async function ended(store: Store, id: string, tell: (line: string) => void): Promise<JobView> {
  let stage: string | null = null;
  let job = await look(store, id);
  while (!hasEnded(job.state)) {
    const now = job.state === 'queued' ? 'Waiting for the server' : job.stage;
    if (now !== null && now !== stage) tell(now);
    stage = now;
    await setTimeout(LOOK_MS);
    job = await look(store, id);
  }
  return job;
}

async function look(store: Store, id: string): Promise<JobView> {
  const row = await findJob(store.database, id);
  if (row === undefined) throw failure('', 'The job was removed.');
  return jobView(row);
}

export const report: Run = (invocation) => withStore(invocation, async (store) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  return reportAnswer(await reportOf(store, sha256), invocation.has('all'));
});

async function reportOf(store: Store, sha256: string): Promise<TestReport> {
  const found = await latestReport(store.database, sha256);
  if (found === undefined) throw failure('IMAGE', 'It was never tested. Test it: basewright image test.');
  return found;
}

const VERDICTS = { passed: 'passed', warnings: 'passed with warnings', failed: 'failed' } as const;

/** @param isWhole whether checks that passed are shown too. */
function reportAnswer(found: TestReport, isWhole: boolean): Answer {
  const { verdict, startedAt, seconds, facts, checks } = found;
  const head = [['verdict', VERDICTS[verdict]], ['tested', `${moment(startedAt)}, in ${Math.round(seconds)} s`], ['nvr', facts.nvr ?? '-'], ['system', facts.system ?? '-'], ['target', facts.target ?? '-'], ['kernel', facts.kernel ?? '-'], ['packages', String(found.packages.length)]];
  const lines = head.map(([name = '', value = '']) => `${name.padEnd(9)} ${value}`);
  const groups = checkGroups.map((group) => checks.filter((check) => check.group === group)).flatMap((group) => group.filter(({ status }) => isWhole || status !== 'passed').flatMap(checkLines));
  const failedOnes = checks.filter(({ status }) => status === 'failed').map(({ id, title, evidence }) => `${id}: ${title}: ${evidence}`);
  return { stdout: `${[...lines, '', ...groups].join('\n').trimEnd()}\n`, json: { ...found, startedAt: moment(startedAt) }, ...(verdict === 'failed' && { exit: 1, problems: failedOnes }) };
}

function checkLines({ status, title, evidence, consequence, fix }: Check): string[] {
  const more = status === 'passed' ? [] : [consequence, fix].flatMap((text) => (text === undefined ? [] : [`${' '.repeat(9)}${text}`]));
  return [`${status.padEnd(8)} ${title}`, `${' '.repeat(9)}${evidence}`, ...more];
}

export const difference: Run = (invocation) => withStore(invocation, async (store) => {
  const [before, after] = [await packagesFor(store, invocation.argument('BEFORE')), await packagesFor(store, invocation.argument('AFTER'))];
  const found = packageDifference(before, after);
  const rows = [
    ...found.added.map((each) => ['added', each.name, '', evrOf(each)]),
    ...found.removed.map((each) => ['removed', each.name, evrOf(each), '']),
    ...found.changed.map((each) => [each.direction === 'same' ? 'rebuilt' : each.direction, each.before.name, evrOf(each.before), evrOf(each.after)]),
  ];
  return { stdout: rows.length === 0 ? '' : table(['CHANGE', 'PACKAGE', 'BEFORE', 'AFTER'], rows), notes: [rows.length === 0 ? 'Both hold the same packages.' : `${found.added.length} added, ${found.removed.length} removed, ${found.changed.length} changed.`], json: found };
});

const evrOf = (each: Package): string => `${evr(each)}.${each.arch}`;

async function packagesFor(store: Store, text: string): Promise<Package[]> {
  const { sha256 } = await findImageArgument(store.database, text);
  const found = await packagesOf(store.database, sha256);
  if (found === undefined) throw failure(text, 'Its packages are not known: no test has read its rpm database.');
  return found;
}
