// SPDX-License-Identifier: GPL-2.0-or-later
// How the tests of the Cockpit page run: the system's chromium against the real cockpit-ws of each edition, one node for all tests of an edition, and one edition after the other.
import frame from '../../playwright.config.ts';
import { EDITIONS, NEWEST } from './editions.ts';

// What depends on the page and the node alone is tested once.
const projects = Object.keys(EDITIONS).map((edition) => ({ name: `Cockpit ${edition}`, use: { edition }, ...(edition !== NEWEST && { grepInvert: /@newest/ }) }));

export default { ...frame, testDir: '.', outputDir: '../../test-results/cockpit', timeout: 300_000, expect: { timeout: 60_000 }, workers: 1, reporter: 'list', projects };
