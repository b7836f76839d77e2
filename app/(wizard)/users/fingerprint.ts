// SPDX-License-Identifier: GPL-2.0-or-later
// Public keys as people paste them: cut into lines, merged without duplicates, known by their SHA256 fingerprint.
import { SshKey } from '#kickstart/profile/ssh-key.ts';

export type Pasted = {
  /** The keys there were and the new ones. */
  readonly keys: readonly string[];
  readonly added: number;
  /** Keys that were there already, told by type and blob: the comment does not matter. */
  readonly merged: number;
  readonly refused: readonly { readonly line: number; readonly text: string; readonly message: string }[];
};

const identity = (key: string) => key.split(' ').slice(0, 2).join(' ');

/** `known` with every key in `text`, one a line; empty lines and comments are left out. */
export function mergeKeys(known: readonly string[], text: string): Pasted {
  const keys = [...known];
  const seen = new Set(known.map(identity));
  const refused: { line: number; text: string; message: string }[] = [];
  let merged = 0;
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return;
    const parsed = SshKey.safeParse(line);
    if (!parsed.success) refused.push({ line: index + 1, text: line, message: parsed.error.issues[0]?.message ?? '' });
    else if (seen.has(identity(parsed.data))) merged += 1;
    else {
      seen.add(identity(parsed.data));
      keys.push(parsed.data);
    }
  });
  return { keys, added: keys.length - known.length, merged, refused };
}

/** As `ssh-keygen -lf` prints it; undefined for a damaged key, or where the page is not secure and the browser has no crypto. */
export async function fingerprint(key: string): Promise<string | undefined> {
  const blob = key.split(' ')[1] ?? '';
  // Browsers leave it out on plain HTTP, whatever its type says.
  if (!('subtle' in crypto) || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(blob), (char) => char.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, '')}`;
  } catch {
    return undefined;
  }
}
