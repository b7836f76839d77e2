// SPDX-License-Identifier: GPL-2.0-or-later
// What every browser test builds on: `import { expect, test } from './frame/test.ts'`. One server per test file worker, a guard over the console, axe in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { z } from 'zod';
import { ADMIN } from './admin.ts';
import { removeDirectory, type RunningServer, startServer } from './server.ts';

export { ADMIN, expect };


type ConsoleGuard = {
  /** Allows the message that chromium itself writes for an answer with this status, e.g. 401 for a wrong password. */
  allowStatus: (status: number) => void;
};

type WorkerFixtures = {
  server: RunningServer;
  /** Files that name an installation of their own get one that nobody has used: `test.use({ installation: 'login' })`. */
  installation: string;
};
type TestFixtures = {
  consoleGuard: ConsoleGuard;
  /** A page whose browser is logged in as the first administrator (made at the first use in this worker). */
  adminPage: Page;
  /** Fails on any axe violation of the page as it is now, in the light and in the dark theme. */
  expectAccessible: (page: Page) => Promise<void>;
};

/** Makes the first administrator over the API unless there is one; then logs this page's browser in. */
export async function loginAsAdmin(page: Page, server: RunningServer): Promise<void> {
  const headers = { origin: server.adminUrl };
  const { needed } = z.object({ needed: z.boolean() }).parse(await (await page.request.get('/api/v1/setup')).json());
  const answer = needed
    ? await page.request.post('/api/v1/setup', { headers, data: { token: server.setupToken, ...ADMIN } })
    : await page.request.post('/api/v1/login', { headers, data: ADMIN });
  expect(answer.ok(), `logging in: ${answer.status()} ${await answer.text()}`).toBe(true);
}

async function violationsIn(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  await page.evaluate((dark) => document.documentElement.classList.toggle('pf-v6-theme-dark', dark), theme === 'dark');
  // Colours fade from one theme to the other; axe would measure them on their way.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((animation) => animation instanceof CSSTransition).map((animation) => animation.finished.catch(() => undefined))));
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${theme}: ${id} (${help}) at ${String(node.target)}: ${node.html.slice(0, 200)}`));
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  installation: ['shared', { option: true, scope: 'worker' }],
  server: [
    async ({ installation: _ }, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
      await removeDirectory(server.dataDirectory);
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.adminUrl),
  consoleGuard: [
    async ({ context }, use) => {
      const problems: string[] = [];
      const allowed = new Set<number>();
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(message.text())?.[1];
        if (status === undefined || !allowed.has(Number(status))) problems.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => problems.push(`uncaught: ${error.error().stack ?? error.error().message}`));
      await use({ allowStatus: (status) => allowed.add(status) });
      expect(problems, 'errors in the browser console').toEqual([]);
    },
    { auto: true },
  ],
  adminPage: async ({ page, server }, use) => {
    await loginAsAdmin(page, server);
    await use(page);
  },
  expectAccessible: async ({}, use) => {
    await use(async (page) => {
      const before = await page.evaluate(() => document.documentElement.classList.contains('pf-v6-theme-dark'));
      const violations = [...(await violationsIn(page, 'light')), ...(await violationsIn(page, 'dark'))];
      await page.evaluate((dark) => document.documentElement.classList.toggle('pf-v6-theme-dark', dark), before);
      expect(violations, 'axe violations').toEqual([]);
    });
  },
});
