// SPDX-License-Identifier: GPL-2.0-or-later
// Messages that something succeeded. Kept outside React so that a message outlives the page that sent it.

export type Notice = { readonly id: number; readonly text: string };

let notices: readonly Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Tells in a corner of the page, for some seconds, that something succeeded. Failures stay in place instead: see ProblemAlert. */
export function notify(text: string): void {
  lastId += 1;
  change([...notices, { id: lastId, text }]);
}

export function dismissNotice(id: number): void {
  change(notices.filter((notice) => notice.id !== id));
}

export function currentNotices(): readonly Notice[] {
  return notices;
}

export function subscribeToNotices(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
