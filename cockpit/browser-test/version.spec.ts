// SPDX-License-Identifier: GPL-2.0-or-later
// Which Cockpit all these tests run with, said by the browser, by the server and by the session: nobody shall believe that an edition was tested when it did not run.
import { EDITIONS } from './editions.ts';
import { expect, test } from './test.ts';

test('the Cockpit of this edition runs, from its server to the bridges of the session', async ({ openAsAdmin, page, room, edition }) => {
  await openAsAdmin();
  const inBrowser: unknown = await page.frame({ url: /\/basewright\// })?.evaluate('cockpit.info.version');
  expect(inBrowser).toBe(room.version);
  expect(room.version.split('.')[0]).toBe(edition);
  expect(await room.run('cockpit-bridge --version')).toContain(room.version);
  // In C, and in Python later. A session of a test before may be about to end.
  const bridges = await room.run('for process in $(pgrep -f "^[^ ]*(python3 )?[^ ]*cockpit-bridge"); do readlink "/proc/$process/exe" || true; done');
  const programs = new Set(bridges.trim().split('\n').map((program) => program.replace(/[\d.]+$/, '')));
  expect([...programs]).toEqual([EDITIONS[edition].bridge]);
  console.log(`      Cockpit ${room.version}, its bridge is ${[...programs].join()}`);
});
