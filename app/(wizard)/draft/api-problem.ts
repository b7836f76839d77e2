// SPDX-License-Identifier: GPL-2.0-or-later
// Problems that the wizard tells in the form in which the API tells its own.
import type { Problem } from '#app/problem.ts';

export type { Problem };

export function invalidProblem(path: string, message: string): Problem {
  return { title: message, status: 409, detail: message, errors: [{ path, message }] };
}
