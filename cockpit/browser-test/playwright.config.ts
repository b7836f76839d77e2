// SPDX-License-Identifier: GPL-2.0-or-later
// How the tests of the Cockpit page run: the system's chromium against the real cockpit-ws, one node for all of them.
import frame from '../../playwright.config.ts';

export default { ...frame, testDir: '.', outputDir: '../../test-results/cockpit', timeout: 180_000, expect: { timeout: 20_000 }, workers: 1, reporter: 'list' };
