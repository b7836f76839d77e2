// SPDX-License-Identifier: GPL-2.0-or-later
// How many checks of a stage passed and failed, read from what its program wrote.

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => Number(match[1]));

/** A program without tests inside: one check, or as many failures as it lists. */
export const countProblems = (pattern) => (text, code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: Math.max(1, [...text.matchAll(pattern)].length) });

/** node:test's summary; a cancelled test is a failed one. */
export function countNodeTests(text) {
  return { passed: sum(all(text, /^ℹ pass (\d+)$/gm)), failed: sum(all(text, /^ℹ (?:fail|cancelled) (\d+)$/gm)) };
}

/** pytest's last line, for example "2 failed, 31 passed, 1 error in 4.20s". */
export function countPytest(text) {
  const last = text.trimEnd().split('\n').findLast((line) => / in [\d.:]+s?/.test(line)) ?? '';
  return { passed: sum(all(last, /(\d+) passed/g)), failed: sum(all(last, /(\d+) (?:failed|errors?)/g)) };
}

/** Playwright's list: a check that was not run because an earlier one of its row failed counts as failed too. */
export function countPlaywright(text) {
  const number = (word) => sum(all(text, new RegExp(`^ +(\\d+) ${word}(?: |$)`, 'gm')));
  return { passed: number('passed'), failed: number('failed') + number('flaky') + number('interrupted') + number('did not run') };
}
