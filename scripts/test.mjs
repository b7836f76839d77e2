// SPDX-License-Identifier: GPL-2.0-or-later
// `npm test`: installs what the tests need, runs every check, and ends with "N passed, N failed". Plain JavaScript: it runs on Node 20 with nothing installed.
// --only=NAME[,NAME] runs these checks only; further words are given to them (files to test, for example).
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endRunning, runStage } from './checks/run-stage.mjs';
import { ROWS, stages } from './checks/stages.mjs';
import { installSystemPackages } from './checks/system-packages.mjs';
import { installPackages, ROOT } from './packages.mjs';
import { preparePython } from './python.mjs';

const RESULTS = join(ROOT, 'test-results');

function readArguments(words) {
  const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length).split(',');
  return { only, chosen: words.filter((word) => !word.startsWith('--only=')) };
}

/** What could not be made ready, one sentence each. */
async function prepare(needs) {
  const log = (text) => appendFileSync(join(RESULTS, 'system.log'), text);
  const problems = needs.has('system') || needs.has('python') ? installSystemPackages(log) : [];
  if (!needs.has('python')) return problems;
  const python = await preparePython({ dev: true });
  return python.ok ? problems : [...problems, `${python.reason} ${python.fix}`];
}

function report(name, stage, result) {
  const verdict = result.failed === 0 ? 'ok  ' : 'FAIL';
  console.log(`${verdict} ${stage.what}: ${result.passed} passed, ${result.failed} failed, ${result.seconds.toFixed(1)} s`);
  if (result.failed > 0) console.log(`---- the end of ${result.log.replace(ROOT, '')}\n${result.tail.trimEnd()}\n----`);
}

async function runAll(table, names) {
  const results = new Map();
  const runRow = async (row) => {
    for (const name of row.filter((one) => names.includes(one))) {
      const result = await runStage(name, table[name], RESULTS);
      results.set(name, result);
      report(name, table[name], result);
    }
  };
  for (const rows of ROWS) await Promise.all(rows.map(runRow));
  return results;
}

function chooseStages(table, only) {
  const known = Object.keys(table);
  const unknown = only?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no check "${unknown.join(', ')}". The checks are: ${known.join(', ')}.`);
  if (only === undefined) return known;
  const needsPages = only.some((name) => table[name].needs.includes('build'));
  return needsPages && !only.includes('build') ? ['build', ...only] : only;
}

async function main() {
  const { only, chosen } = readArguments(process.argv.slice(2));
  await installPackages();
  const table = stages(chosen);
  const names = chooseStages(table, only);
  if (only === undefined) rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const problems = await prepare(new Set(names.flatMap((name) => table[name].needs)));
  for (const problem of problems) console.log(`FAIL ${problem}`);
  const results = [...(await runAll(table, names)).values()];
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const failed = total('failed') + problems.length;
  console.log(`${total('passed')} passed, ${failed} failed`);
  return failed === 0 && total('passed') > 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endRunning();
    process.exit(1);
  });
}
main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(`${error.message}\n0 passed, 1 failed`);
    process.exit(1);
  },
);
