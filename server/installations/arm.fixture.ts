// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: arming with the usual answers to what nobody asks about there.

import type { TestStore } from '../store/store.fixture.ts';
import { armHost, type ArmHost } from './arm.ts';
import { siteAt } from './site.fixture.ts';

/** Arms a host as the command line would, for so many minutes. */
export function armForTest(store: TestStore, id: string, minutes = 60): Promise<ArmHost> {
  return armHost(store, id, { minutes, isRehearsal: false }, { site: siteAt('http://192.0.2.1:8080', store.directory) });
}
