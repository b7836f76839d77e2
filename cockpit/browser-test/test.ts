// SPDX-License-Identifier: GPL-2.0-or-later
// What every test of the page builds on: one node, a real login, the page inside of Cockpit's frame, and axe in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type FrameLocator, type Page, test as base } from '@playwright/test';
import { type Edition, NEWEST } from './editions.ts';
import { type Room, startRoom } from './room.ts';

export { expect };

const FRAME = 'iframe[name="cockpit1:localhost/basewright"]';

type Fixtures = {
  /** Logs in by Cockpit's own form, and gives the page inside of the shell. */
  open: (user: string) => Promise<FrameLocator>;
  /** Logs in as the administrator, and turns administrative access on. */
  openAsAdmin: () => Promise<FrameLocator>;
  /** By axe, in both themes. The page is the same in every edition, so this is done in the newest one, and in the others where it is asked for. */
  expectAccessible: (where?: 'in every edition') => Promise<void>;
  guard: undefined;
};

/** Chooses the theme as Cockpit's shell does: in the browser's storage, and the other frames hear of it. */
export async function chooseTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate((style) => {
    localStorage.setItem('shell:style', style);
    window.dispatchEvent(new CustomEvent('cockpit-style', { detail: { style } }));
  }, theme);
  await expect(page.frameLocator(FRAME).locator('html')).toHaveClass(theme === 'dark' ? /pf-v6-theme-dark/ : /^(?!.*pf-v6-theme-dark)/);
}

async function violations(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  await chooseTheme(page, theme);
  const frame = page.frame({ url: /\/basewright\// });
  if (frame === null) throw new Error('The page is not in its frame.');
  await frame.evaluate(() => Promise.all(document.getAnimations().filter((animation) => animation instanceof CSSTransition).map((animation) => animation.finished.catch(() => undefined))));
  // Cockpit's shell is not ours; what is in the frame is.
  const { violations: found } = await new AxeBuilder({ page }).include([FRAME, 'html']).analyze();
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${theme}: ${id} (${help}) at ${String(node.target)}: ${node.html.slice(0, 200)}`));
}

export const test = base.extend<Fixtures, { edition: Edition; room: Room }>({
  edition: [NEWEST, { option: true, scope: 'worker' }],
  room: [
    async ({ edition }, use) => {
      const room = await startRoom(edition);
      await use(room);
      await room.stop();
    },
    // The root directory of an edition may have to be made first, of packages that are fetched.
    { scope: 'worker', timeout: 600_000 },
  ],
  guard: [
    async ({ page, room }, use) => {
      const problems: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && message.location().url.includes('/basewright/')) problems.push(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => {
        if (error.stack?.includes('/basewright/') === true) problems.push(error.stack);
      });
      await room.begin();
      await use(undefined);
      expect(problems, 'errors of the page in the browser console').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, room }, use) => {
    await use(async (user) => {
      await page.goto(`${room.url}/basewright`);
      await page.getByRole('textbox', { name: 'User name' }).fill(user);
      await page.getByLabel('Password', { exact: true }).fill(room.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      const frame = page.frameLocator(FRAME);
      await expect(frame.getByRole('heading', { level: 1, name: 'Image layers' })).toBeVisible();
      return frame;
    });
  },
  openAsAdmin: async ({ open, room }, use) => {
    await use(async () => {
      const frame = await open(room.admin);
      await frame.getByRole('button', { name: 'Turn on administrative access' }).click();
      const dialog = frame.getByRole('dialog', { name: 'Turn on administrative access' });
      await dialog.getByLabel(/password/i).fill(room.password);
      await dialog.getByRole('button', { name: 'Authenticate' }).click();
      await expect(dialog).toBeHidden();
      // Behind the dialog nothing has a role: first it must be gone.
      await expect(frame.getByRole('button', { name: 'Refresh' })).toBeVisible();
      await expect(frame.getByRole('heading', { name: /Limited access/ })).toBeHidden();
      return frame;
    });
  },
  expectAccessible: async ({ page, edition }, use) => {
    await use(async (where) => {
      if (edition !== NEWEST && where === undefined) return;
      expect([...(await violations(page, 'light')), ...(await violations(page, 'dark'))], 'axe violations').toEqual([]);
    });
  },
});
