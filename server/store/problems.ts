// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with a document, field by field.

import type { z } from 'zod';

/** `path`: dotted place in the document, for example `macs.0`; empty for the document as a whole. */
export type FieldProblem = { path: string; message: string };

/** The issues of a failed parse. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
}

/** A document with the id of its address, where it has none itself. */
export function withId(document: unknown, id: string): unknown {
  return typeof document === 'object' && document !== null && !Array.isArray(document) ? { id, ...document } : document;
}

/** A document under the address of another one is a mistake, and not a way to rename. */
export function idProblem(documentId: string, id: string): FieldProblem {
  return { path: 'id', message: `The document says "${documentId}", its address says "${id}". Make them the same; to rename, clone it and delete the old one.` };
}
