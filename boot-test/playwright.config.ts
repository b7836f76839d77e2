// SPDX-License-Identifier: GPL-2.0-or-later
// How a browser follows simulated machines: as the end-to-end tests, with the patience that an emulated machine needs, one after the other.
import frame from '../playwright.config.ts';

export default {
  ...frame, testDir: '.', testMatch: '*.spec.ts', outputDir: '../test-results/boot/browser', workers: 1, timeout: 300_000, expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/boot/browser.json' }]],
};
