// SPDX-License-Identifier: GPL-2.0-or-later
// Reads and writes one value of the draft through react-hook-form. A draft is anything a browser kept or an import made: values are checked, not trusted.
'use client';
import { useCallback } from 'react';
import { type FieldValues, useController, useFormContext, useWatch } from 'react-hook-form';

/** The value at a path, and how to change it. */
export function useValue(name: string): { value: unknown; set: (value: unknown) => void; ref: (element: unknown) => void } {
  const { control } = useFormContext<FieldValues>();
  const { field } = useController({ control, name });
  return { value: field.value, set: field.onChange, ref: field.ref };
}

/** The value at a path that another component edits. */
export function useSeen(name: string): unknown {
  const { control } = useFormContext<FieldValues>();
  return useWatch({ control, name });
}

/** Replaces a part of the draft: a whole object or list at once. */
export function useReplace(): (name: string, value: unknown) => void {
  const { setValue } = useFormContext<FieldValues>();
  return useCallback((name, value) => setValue(name, value, { shouldDirty: true }), [setValue]);
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string');
