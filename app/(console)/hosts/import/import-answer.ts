// SPDX-License-Identifier: GPL-2.0-or-later
// What the API says about each row of a CSV file.
import { z } from 'zod';

const FieldError = z.object({ path: z.string(), message: z.string() });

export const ImportRow = z.object({
  /** Number of the row in the file, as the API counts it. */
  row: z.number(),
  outcome: z.enum(['create', 'update', 'same', 'refused']),
  id: z.string().nullish(),
  errors: z.array(z.union([z.string(), FieldError.transform(({ path, message }) => (path === '' ? message : `${path}: ${message}`))])).default([]),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportAnswer = z.object({ rows: z.array(ImportRow), created: z.number(), updated: z.number(), refused: z.number() });
export type ImportAnswer = z.infer<typeof ImportAnswer>;
