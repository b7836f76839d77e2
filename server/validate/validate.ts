// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the real pykickstart, in a sandboxed process of its own, whether a kickstart is right for a target.
import { spawn } from 'node:child_process';
import { targets, type TargetId } from '#kickstart/profile/targets.ts';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import { OracleResult } from '#kickstart/oracle/result.ts';
import { lint } from './lint.ts';
import { findTools, MAKE_IT, type Tools, type Unavailable } from './project.ts';
import { turns } from './turns.ts';

/** A line (1 is the first; null: the whole text) and what is to be said about it. */
export type ValidationResult = { line: number | null; level: 'error' | 'warning'; message: string };
export type Validation = Unavailable | { available: true; ok: boolean; parser: string; results: ValidationResult[] };

/** Limits of an import: what is larger is refused unread. */
export const MOST_BYTES = 1024 * 1024;
export const MOST_LINES = 20_000;
/** The oracle's own limit is 2 s of processor time; this one holds on a busy machine and for a process that hangs. */
const WALL_CLOCK_MS = 15_000;
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

const takeTurn = turns(2, 20);

/**
 * What pykickstart says about `text` for `target`, then what it passes over though the installer would stumble.
 * Nothing that the text names is opened or fetched.
 * @throws the signal's reason when aborted; an Error when the oracle itself fails
 */
export async function validateKickstart(text: string, target: TargetId, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Validation> {
  signal?.throwIfAborted();
  const tools = findTools();
  if (!tools.available) return tools;
  const version = targets[target].kickstart;
  const refusal = refuse(text);
  if (refusal !== undefined) return { available: true, ok: false, parser: `not asked (${version})`, results: [refusal] };
  const outcome = await takeTurn(() => runOracle(tools, text, version, signal), signal);
  if (outcome === undefined) {
    return { available: false, reason: 'Too many kickstarts are being checked at the moment.', fix: 'Try again in a few seconds.' };
  }
  if (outcome.kind === 'unavailable') return outcome.why;
  if (outcome.kind === 'ended') {
    const message = 'Reading the kickstart took more time or memory than it may have, so it was stopped.';
    return { available: true, ok: false, parser: `stopped (${version})`, results: [{ line: null, level: 'error', message }] };
  }
  const { answer } = outcome;
  const errors: ValidationResult[] = answer.errors.map((problem) => ({ ...problem, level: 'error' }));
  const warnings: ValidationResult[] = answer.warnings.map((problem) => ({ ...problem, level: 'warning' }));
  const results = [...errors, ...warnings, ...lint(answer, version)].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { available: true, ok: results.every(({ level }) => level !== 'error'), parser: answer.parser, results };
}

/** The reason not to start the oracle for this text. */
function refuse(text: string): ValidationResult | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) return { line: null, level: 'error', message: `The kickstart has ${bytes} bytes; at most 1 MiB (${MOST_BYTES} bytes) can be checked.` };
  const lines = text.split('\n');
  if (lines.length - 1 > MOST_LINES) return { line: null, level: 'error', message: `The kickstart has more than ${MOST_LINES} lines.` };
  const broken = lines.findIndex((line) => !line.isWellFormed());
  if (broken < 0) return undefined;
  return { line: broken + 1, level: 'error', message: 'The line holds half of a character pair (a lone surrogate); type the character again.' };
}

type Outcome = { kind: 'answered'; answer: OracleResult } | { kind: 'ended' } | { kind: 'unavailable'; why: Unavailable };

async function runOracle(tools: Tools, text: string, version: string, signal: AbortSignal | undefined): Promise<Outcome> {
  const { output, complaint, code, killed, failure } = await run(tools, text, version, signal);
  signal?.throwIfAborted();
  if (failure !== undefined) {
    return { kind: 'unavailable', why: { available: false, reason: `${tools.python} cannot be started (${failure.message}).`, fix: MAKE_IT } };
  }
  if (killed) return { kind: 'ended' };
  if (/ModuleNotFoundError|ImportError/.test(complaint)) {
    const reason = `${tools.python} has no usable pykickstart: ${complaint.trim().split('\n').at(-1) ?? ''}`;
    return { kind: 'unavailable', why: { available: false, reason, fix: MAKE_IT } };
  }
  if (code !== 0) throw new Error(`The oracle ended with exit code ${code ?? 'none'}: ${complaint}`);
  return { kind: 'answered', answer: OracleResult.parse(JSON.parse(output)) };
}

type Run = { output: string; complaint: string; code: number | null; killed: boolean; failure?: Error };

/** One run: the text in on stdin, everything else closed; always ends, at the latest when the time is up. */
function run(tools: Tools, text: string, version: string, signal: AbortSignal | undefined): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(tools.python, ['-I', tools.oracle, '--kickstart', version], { cwd: '/', env: emptyEnvironment(), stdio: 'pipe' });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    let failure: Error | undefined;
    const kill = (): void => void child.kill('SIGKILL');
    const clock = setTimeout(kill, WALL_CLOCK_MS);
    signal?.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OUTPUT_BYTES) kill();
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-4000)));
    child.stdin.on('error', () => undefined); // a child that ended early: told by its exit code
    child.on('error', (error) => (failure = error));
    child.on('close', (code, killedBy) => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', kill);
      resolve({ output: Buffer.concat(output).toString(), complaint, code, killed: killedBy !== null, ...(failure === undefined ? {} : { failure }) });
    });
    child.stdin.end(text);
  });
}
