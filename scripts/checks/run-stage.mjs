// SPDX-License-Identifier: GPL-2.0-or-later
// Runs one stage, keeps what it says in a log file, and counts what passed and failed.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { ROOT } from '../packages.mjs';

const LIMIT_MS = 30 * 60_000;
const running = new Set();

/** Ends every program that is running, with all its children. */
export function endRunning() {
  for (const child of running) {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  }
}

function runStep({ command, cwd }, log) {
  return new Promise((resolve) => {
    const [program, ...args] = command;
    log.write(`$ ${command.join(' ').replaceAll(ROOT, '')}\n`);
    // A group of its own, so that a stage that hangs is ended whole.
    const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: '1' } });
    running.add(child);
    let text = '';
    const take = (chunk) => {
      text += chunk;
      log.write(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
    const end = (code, problem) => {
      clearTimeout(timer);
      running.delete(child);
      if (problem !== undefined) take(`\n${problem}\n`);
      resolve({ code, text });
    };
    let problem;
    const timer = setTimeout(() => {
      problem = `Ended after ${LIMIT_MS / 60_000} minutes.`;
      process.kill(-child.pid, 'SIGKILL');
    }, LIMIT_MS);
    child.once('error', (error) => end(127, `It could not be started: ${error.message}`));
    child.once('close', (code) => end(code ?? 1, problem));
  });
}

/** @returns {Promise<{ passed: number, failed: number, seconds: number, log: string, tail: string }>} a step that failed without counting anything counts as one failure */
export async function runStage(name, stage, directory) {
  const started = Date.now();
  const file = `${directory}/${name}.log`;
  const log = createWriteStream(file);
  let passed = 0;
  let failed = 0;
  let tail = '';
  for (const step of stage.steps) {
    const { code, text } = await runStep(step, log);
    const counted = step.count(text, code);
    passed += counted.passed;
    failed += code !== 0 && counted.failed === 0 ? 1 : counted.failed;
    if (code !== 0) tail += text.slice(-6000);
  }
  await new Promise((resolve) => log.end(resolve));
  return { passed, failed, seconds: (Date.now() - started) / 1000, log: file, tail };
}
