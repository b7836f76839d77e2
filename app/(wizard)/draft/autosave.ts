// SPDX-License-Identifier: GPL-2.0-or-later
// Drafts in the browser's storage, one for each profile, so that a reload or an ended session loses nothing.
'use client';
import { useEffect, useRef } from 'react';
import { z } from 'zod';
import { Draft, keepable, sameDraft } from './draft.ts';

const KEY = 'basewright.draft.';
/** Milliseconds from the last change to the write. */
const DELAY = 800;

const Kept = z.object({ version: z.literal(1), savedAt: z.number(), values: Draft, base: Draft, etag: z.string().optional() });
/** A kept draft: the values, and the profile (with its ETag) they were made from. */
export type Kept = z.infer<typeof Kept>;

/** The draft kept for `name` (a profile's id, or `new`), if there is a readable one. */
export function keptDraft(name: string): Kept | undefined {
  try {
    return Kept.safeParse(JSON.parse(localStorage.getItem(KEY + name) ?? 'null')).data;
  } catch {
    return undefined; // No storage, or something else's text: as if there were none.
  }
}

export function forgetDraft(name: string): void {
  try {
    localStorage.removeItem(KEY + name);
  } catch {
    // Storage is refused: nothing was kept either.
  }
}

function keep(name: string, kept: Kept): void {
  try {
    localStorage.setItem(KEY + name, JSON.stringify({ ...kept, values: keepable(kept.values), base: keepable(kept.base) }));
  } catch {
    // Storage is full or refused: the leave warning still protects the work.
  }
}

/** Keeps `values` while they differ from `base`, at most DELAY after a change and when the page is hidden. */
export function useAutosave(name: string, values: Draft, base: Draft, etag: string | undefined): void {
  const write = useRef(() => {});
  useEffect(() => {
    write.current = () => {
      if (sameDraft(values, base)) forgetDraft(name);
      else keep(name, { version: 1, savedAt: Date.now(), values, base, ...(etag === undefined ? {} : { etag }) });
    };
    const timer = setTimeout(() => write.current(), DELAY);
    return () => clearTimeout(timer);
  }, [name, values, base, etag]);
  useEffect(() => {
    const flush = () => write.current();
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, []);
}
