// SPDX-License-Identifier: GPL-2.0-or-later
// How the README's screenshots are made: the end-to-end frame with the built pages, one fixed size. Run: npm run build && npm run screenshots
import frame from '../../playwright.config.ts';

export default { ...frame, testDir: '.', testMatch: ['take.ts', 'take-cockpit.ts'], outputDir: '../../test-results/screenshots', reporter: 'list', use: { ...frame.use, viewport: { width: 1440, height: 900 }, trace: 'off' } };
