// SPDX-License-Identifier: GPL-2.0-or-later
// Puts profiles, hosts and users in place over the API, for the tests of the pages that show them.
import type { Browser, Page } from '@playwright/test';
import type { RunningServer } from './frame/server.ts';
import { ADMIN, expect } from './frame/test.ts';

const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';

/** A profile that a host may be armed with; its root password is `HASH`. */
export function profileDocument(id: string, more: object = {}): object {
  return {
    format: 1, id, title: `Profile ${id}`, target: 'centos9',
    image: { url: 'http://images.example.com/node.squashfs', checksum: 'a'.repeat(64) },
    storage: { disk: { by: 'device', device: 'sda' } },
    users: { root: { password: 'hashed', hash: HASH, sshKeys: [] } },
    ...more,
  };
}

export { HASH };

type Seeder = {
  profile: (id: string, more?: object) => Promise<void>;
  host: (hostname: string, mac: string, profile: string, overrides?: object) => Promise<void>;
  csv: (text: string) => Promise<void>;
  post: (path: string, data?: object) => Promise<void>;
};

/** Writes as the admin that is logged in on `page`. */
export function seeder(page: Page, server: RunningServer): Seeder {
  const headers = { origin: server.adminUrl };
  const put = async (path: string, data: object) => {
    const answer = await page.request.put(`${server.adminUrl}/api/v1/${path}`, { headers: { ...headers, 'if-none-match': '*' }, data });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  return {
    profile: (id, more) => put(`profiles/${id}`, profileDocument(id, more)),
    host: (hostname, mac, profile, overrides = {}) => put(`hosts/${hostname}`, { hostname, macs: [mac], profile, overrides }),
    csv: async (text) => {
      const answer = await page.request.post(`${server.adminUrl}/api/v1/hosts/import`, { headers: { ...headers, 'content-type': 'text/csv' }, data: text });
      expect(answer.ok(), await answer.text()).toBe(true);
    },
    post: async (path, data = {}) => {
      const answer = await page.request.post(`${server.adminUrl}/api/v1/${path}`, { headers, data });
      expect(answer.ok(), await answer.text()).toBe(true);
    },
  };
}

/** A page of a browser of its own, logged in as a user of this role (made by the admin of `adminPage`, named after the role). */
export async function pageOf(role: 'viewer' | 'operator', browser: Browser, adminPage: Page, server: RunningServer): Promise<Page> {
  const headers = { origin: server.adminUrl };
  const made = await adminPage.request.put(`/api/v1/users/${role}`, { headers, data: { role, password: ADMIN.password } });
  expect(made.ok(), await made.text()).toBe(true);
  const context = await browser.newContext({ baseURL: server.adminUrl });
  const page = await context.newPage();
  const answer = await page.request.post('/api/v1/login', { headers, data: { name: role, password: ADMIN.password } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return page;
}
