// SPDX-License-Identifier: GPL-2.0-or-later
// Between the API client and the login modal: who waits for a new login, and when the session was last used.
// No React here, so that the client can be tested alone.

type Waiter = (loggedIn: boolean) => void;

let waiters: Waiter[] = [];
const listeners = new Set<() => void>();
const activityListeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Asks the page for a new login; true after it, false when it was declined or the page has no login modal. */
export function askForLogin(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    waiters = [...waiters, resolve];
    tell();
  });
}

/** Answers everyone who waits for a login. */
export function answerLogin(loggedIn: boolean): void {
  const answered = waiters;
  waiters = [];
  tell();
  for (const waiter of answered) waiter(loggedIn);
}

/** True while somebody waits for a login. */
export function isLoginAsked(): boolean {
  return waiters.length > 0;
}

/** Calls `listener` whenever `isLoginAsked` changes; the modal does this while it is mounted. */
export function subscribeToLogin(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells that the server just accepted this session, which moves its idle end. */
export function noteActivity(): void {
  for (const listener of activityListeners) listener();
}

export function subscribeToActivity(listener: () => void): () => void {
  activityListeners.add(listener);
  return () => activityListeners.delete(listener);
}
