// SPDX-License-Identifier: GPL-2.0-or-later
// The states of a host and every way from one to another: the one state machine of an installation. What is not in this table cannot happen.

/** In the order of a good installation, then the other ends. `new`: never armed. */
export const hostStates = ['new', 'armed', 'installing', 'installed', 'healthy', 'failed', 'expired', 'disarmed'] as const;
export type HostState = (typeof hostStates)[number];

/** States of an installation: a host without one is `new`. */
export type InstallationState = Exclude<HostState, 'new'>;

/**
 * What can happen to a host:
 * `arm`, `disarm`, `refuse` (a rehearsal) by people; `expire` by the clock;
 * `open` (its kickstart is given out for the first time) and `intrude` (a second address asks for it) by the network;
 * `progress`, `install`, `fail`, `check-in` (the booted layer is healthy) by reports that carry the installation's token.
 */
export type LifecycleEvent = 'arm' | 'disarm' | 'refuse' | 'expire' | 'open' | 'intrude' | 'progress' | 'install' | 'fail' | 'check-in';

export const lifecycleEvents: readonly LifecycleEvent[] = ['arm', 'disarm', 'refuse', 'expire', 'open', 'intrude', 'progress', 'install', 'fail', 'check-in'];

type Transitions = Readonly<Partial<Record<LifecycleEvent, InstallationState>>>;

/**
 * Only `armed` leads to `installing`, and only people lead to `armed`: an installation that has ended never gives an installer again.
 * Reports tell what has happened already, so the truth of a machine that goes on after a disarm is taken in, and opens nothing.
 */
const transitions: Readonly<Record<HostState, Transitions>> = {
  new: { arm: 'armed' },
  armed: { arm: 'armed', disarm: 'disarmed', expire: 'expired', open: 'installing' },
  installing: { disarm: 'disarmed', refuse: 'disarmed', intrude: 'disarmed', progress: 'installing', install: 'installed', fail: 'failed', 'check-in': 'healthy' },
  installed: { arm: 'armed', progress: 'installed', install: 'installed', fail: 'failed', 'check-in': 'healthy' },
  healthy: { arm: 'armed', 'check-in': 'healthy' },
  failed: { arm: 'armed', fail: 'failed' },
  expired: { arm: 'armed' },
  disarmed: { arm: 'armed', disarm: 'disarmed', intrude: 'disarmed', progress: 'disarmed', install: 'installed', fail: 'failed', 'check-in': 'healthy' },
};

/** The state after `event`, or undefined when it cannot happen in `state`. */
export function nextState(state: HostState, event: LifecycleEvent): InstallationState | undefined {
  return transitions[state][event];
}

/** The state as the clock has it: an arming that nobody used has expired at its very end. @param now milliseconds since 1970, as `expiresAt`. */
export function stateAt(state: HostState, expiresAt: number | undefined, now: number): HostState {
  return state === 'armed' && expiresAt !== undefined && now >= expiresAt ? 'expired' : state;
}
