// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what the API refused where it belongs: at the fields of a form, and what is no field's above it.
import type { Problem } from '../problem.ts';

/**
 * @param fieldOf the field of the form for a path that the API names; undefined when there is none.
 * @returns what is left to say above the form: what stands at its field is not said twice.
 */
export function placeAtFields<Field>(problem: Problem, fieldOf: (path: string) => Field | undefined, setError: (field: Field, error: { message: string }, options: { shouldFocus: boolean }) => void): Problem | undefined {
  const errors = (problem.errors ?? []).map(({ path, message }) => ({ field: fieldOf(path), message }));
  for (const { field, message } of errors) if (field !== undefined) setError(field, { message }, { shouldFocus: true });
  return errors.length > 0 && errors.every(({ field }) => field !== undefined) ? undefined : problem;
}
