// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs: run by the real worker, followed live, filtered, cancelled, run again; and who may do what.
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test.use({ installation: 'jobs' });

type Row = { title: string; kind?: string; state: string; stage?: string; permille?: number; subject?: string };

/** The jobs of the server's own database, as a worker that is busy with something else would write them. */
function jobsOf({ dataDirectory }: RunningServer) {
  const database = new DatabaseSync(join(dataDirectory, 'basewright.sqlite'), { timeout: 5000 });
  mkdirSync(join(dataDirectory, 'jobs'), { recursive: true });
  return {
    add: ({ title, kind = 'test', state, stage, permille, subject }: Row): string => {
      const id = randomBytes(8).toString('hex');
      const started = state === 'queued' ? null : Date.now();
      database
        .prepare('INSERT INTO jobs (id, kind, title, subject, input, state, stage, permille, is_cancelled, attempts, created_at, created_by, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?, ?)')
        .run(id, kind, title, subject ?? null, JSON.stringify({ sha256: subject ?? 'f'.repeat(64) }), state, stage ?? null, permille ?? null, Date.now(), 'maria', started);
      return id;
    },
    change: (id: string, state: string, stage: string | null, permille: number | null, problem: string | null = null) => {
      database.prepare('UPDATE jobs SET state = ?, stage = ?, permille = ?, problem = ?, ended_at = ? WHERE id = ?').run(state, stage, permille, problem, state === 'running' ? null : Date.now(), id);
    },
    isCancelled: (id: string) => database.prepare('SELECT is_cancelled AS flag FROM jobs WHERE id = ?').get(id)?.['flag'] === 1,
    log: (id: string, text: string) => appendFileSync(join(dataDirectory, 'jobs', `${id}.log`), text),
    close: () => database.close(),
  };
}

const log = (page: Page) => page.getByRole('region', { name: 'Log' });
const distanceToEnd = (page: Page) => log(page).evaluate((region) => region.scrollHeight - region.scrollTop - region.clientHeight);
const lines = (from: number, count: number) => Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');

test('a job is followed live: its progress, its log, its end', async ({ adminPage: page, server, expectAccessible }) => {
  const jobs = jobsOf(server);
  const id = jobs.add({ title: 'Test <b>node</b> \u202e4.5', state: 'running', stage: 'Reading every block', permille: 420 });
  jobs.log(id, lines(1, 100));
  await page.goto(`/jobs/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Test <b>node</b>');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Reading every block' })).toHaveAttribute('aria-valuenow', '42');
  await expect(log(page)).toContainText('line 100');
  expect(await distanceToEnd(page)).toBeLessThan(2);
  await expectAccessible(page);

  jobs.log(id, lines(101, 50));
  await expect(log(page)).toContainText('line 150');
  expect(await distanceToEnd(page)).toBeLessThan(2);
  await log(page).evaluate((region) => region.scrollTo({ top: 0 }));
  await expect(page.getByRole('button', { name: 'Go to the newest line' })).toBeVisible();
  jobs.log(id, lines(151, 50));
  await expect(log(page)).toContainText('line 200');
  expect(await log(page).evaluate((region) => region.scrollTop)).toBe(0);
  await page.getByRole('button', { name: 'Go to the newest line' }).click();
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);

  jobs.change(id, 'running', 'Starting it', null);
  await expect(page.getByText('Starting it')).toBeVisible();
  jobs.change(id, 'failed', null, null, 'There is no kernel in it. Build it with the package kernel.');
  await expect(page.getByRole('heading', { name: /The job failed/ })).toBeVisible();
  await expect(page.getByText('There is no kernel in it.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Failed' })).toBeAttached();
  await expect(page.getByText('Live', { exact: true })).toBeHidden();
  await expectAccessible(page);
  jobs.close();
});

test('a job is cancelled after a question', async ({ adminPage: page, server, expectAccessible }) => {
  const jobs = jobsOf(server);
  const id = jobs.add({ title: 'Build of the minimal node', kind: 'build', state: 'running', stage: 'Installing packages' });
  await page.goto(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Cancel job' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Cancel "Build of the minimal node"?');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  expect(jobs.isCancelled(id)).toBe(false);
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await dialog.getByRole('button', { name: 'Cancel the job' }).click();
  await expect(page.getByText('Stopping')).toBeVisible();
  expect(jobs.isCancelled(id)).toBe(true);
  jobs.change(id, 'cancelled', null, null);
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
  jobs.close();
});

test('the real worker runs a job, and runs it again', async ({ adminPage: page, server }) => {
  const jobs = jobsOf(server);
  const id = jobs.add({ title: 'Test of an image that is gone', state: 'queued', subject: 'e'.repeat(64) });
  await page.goto(`/jobs/${id}`);
  const failure = page.getByRole('heading', { name: /The job failed/ });
  await expect(failure).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('The server made a mistake')).toBeHidden();
  await expect(log(page)).toContainText('Begins');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs/(?!${id})[0-9a-f]{16}$`));
  await expect(failure).toBeVisible({ timeout: 20_000 });
  jobs.close();
});

test('the list is filtered, the filters are in the URL, and it follows what runs', async ({ adminPage: page, server, expectAccessible }) => {
  const jobs = jobsOf(server);
  const running = jobs.add({ title: 'Build of edge', kind: 'build', state: 'running', stage: 'Downloading' });
  jobs.add({ title: 'Customize of edge', kind: 'customize', state: 'failed' });
  await page.goto('/jobs');
  const rows = page.getByRole('grid', { name: 'Jobs' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Build of edge' })).toContainText('Downloading');
  await expectAccessible(page);
  await page.getByLabel('Kind', { exact: true }).selectOption('build');
  await expect(page).toHaveURL(/\/jobs\?kind=build$/);
  await expect(rows.filter({ hasText: 'Customize of edge' })).toHaveCount(0);
  jobs.change(running, 'running', 'Installing', 500);
  await expect(rows.filter({ hasText: 'Build of edge' })).toContainText('Installing (50 %)');
  jobs.change(running, 'done', null, 1000);
  await expect(rows.filter({ hasText: 'Build of edge' })).toContainText('Done');
  await page.getByLabel('State', { exact: true }).selectOption('interrupted');
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(/kind=build&state=interrupted/);
  jobs.close();
});

test('a viewer looks, an operator may cancel', async ({ adminPage, browser, server, consoleGuard, expectAccessible }) => {
  const jobs = jobsOf(server);
  const id = jobs.add({ title: 'Test of a node', state: 'running', stage: 'Reading' });
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto(`/jobs/${id}`);
  await expect(viewer.getByText('You cannot cancel jobs or run them again')).toBeVisible();
  await expect(viewer.getByText('Reading')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Cancel job' })).toHaveCount(0);
  const operator = await pageOf('operator', browser, adminPage, server);
  await operator.goto(`/jobs/${id}`);
  await expect(operator.getByRole('button', { name: 'Cancel job' })).toBeVisible();
  jobs.change(id, 'done', null, 1000);
  await expect(operator.getByRole('button', { name: 'Run again' })).toBeVisible();
  const build = jobs.add({ title: 'Build of a node', kind: 'build', state: 'failed' });
  await operator.goto(`/jobs/${build}`);
  await expect(operator.getByText('You cannot run this job again')).toBeVisible();
  await expect(operator.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  await expectAccessible(operator);
  consoleGuard.allowStatus(404);
  await adminPage.goto('/jobs/0000000000000000');
  await expect(adminPage.getByText('There is no such job')).toBeVisible();
  await expectAccessible(adminPage);
  jobs.close();
});
