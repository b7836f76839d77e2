// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a file can still be what it was when its content was last hashed: told by its size and its time, without reading it.

/** What is known of a file from when it was hashed. */
export type Hashed = { /** In bytes. */ readonly size: number; /** In milliseconds since 1970, by the clock of this machine. */ readonly hashedAt: number };

/** A file that was written to since is not trusted until it has been hashed again, and one of another size certainly differs. @param modifiedAt in milliseconds since 1970. */
export function isAsHashed(file: { readonly size: number; readonly modifiedAt: number }, { size, hashedAt }: Hashed): boolean {
  return file.size === size && Math.floor(file.modifiedAt) <= hashedAt;
}
