// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the oracle and the Python that runs it, and says in plain words what is missing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../project-root.ts';

/** Why there is no check with pykickstart, and what an admin can do about it. */
export type Unavailable = { available: false; reason: string; fix: string };
export type Tools = { available: true; python: string; oracle: string };

/** What to do when the environment with pykickstart is missing or broken. */
export const MAKE_IT = 'Run "node scripts/python.mjs" in the directory of Basewright (it needs Python 3.9 or newer and its venv module), then try again.';

const Kept = z.object({ reason: z.string(), fix: z.string() });

/** The reason that scripts/python.mjs left when it could not make the environment. */
function keptReason(root: string): Unavailable {
  try {
    const kept = Kept.parse(JSON.parse(readFileSync(join(/* turbopackIgnore: true */ root, '.venv', 'unavailable.json'), 'utf8')));
    return { available: false, ...kept };
  } catch {
    return { available: false, reason: 'The Python environment with pykickstart has not been made yet.', fix: MAKE_IT };
  }
}

/**
 * The oracle and a Python for it: BASEWRIGHT_PYTHON when that is set (an interpreter that has pykickstart), else the
 * environment that scripts/python.mjs makes in `.venv`.
 */
export function findTools(environment: Readonly<Record<string, string | undefined>> = process.env): Tools | Unavailable {
  const root = projectRoot();
  if (root === undefined) {
    return { available: false, reason: 'The oracle (kickstart/oracle/oracle.py) was not found.', fix: 'Start Basewright from its own directory.' };
  }
  const oracle = join(/* turbopackIgnore: true */ root, 'kickstart', 'oracle', 'oracle.py');
  const given = environment['BASEWRIGHT_PYTHON'];
  if (given !== undefined && given !== '') {
    if (existsSync(/* turbopackIgnore: true */ given)) return { available: true, python: given, oracle };
    return {
      available: false,
      reason: `BASEWRIGHT_PYTHON is ${given}, and there is no such file.`,
      fix: 'Set it to a Python 3.9 or newer that has pykickstart, or unset it and run "node scripts/python.mjs".',
    };
  }
  const python = join(/* turbopackIgnore: true */ root, '.venv', 'bin', 'python');
  return existsSync(python) ? { available: true, python, oracle } : keptReason(root);
}
