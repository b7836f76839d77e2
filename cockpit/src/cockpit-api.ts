// SPDX-License-Identifier: GPL-2.0-or-later
// The part of Cockpit's base1 library that this page uses; all of it is there in Cockpit 287.

/** How a process, or a call over D-Bus, failed. */
export type CockpitProblem = { readonly problem: string | null; readonly exit_status?: number | null; readonly message: string };

/** Cockpit's own kind of promise: `done` and `fail` are called once, whichever it is. */
type Outcome<Value> = { done(run: (value: Value) => void): Outcome<Value>; fail(run: (problem: CockpitProblem) => void): Outcome<Value> };

/** A program that runs; it also gives its output as it comes. */
export type Process = Outcome<string> & {
  stream(take: (output: string) => void): Process;
  close(problem?: string): void;
};

/** `require`: only as administrator. `try`: as administrator when that is on, else as the user. */
export type Rights = { superuser?: 'require' | 'try'; err?: 'message' | 'out' };

/** D-Bus object of the bridge: whether this session has administrative access, and the questions (a password) on the way to it. */
export type SuperuserObject = EventTarget & {
  readonly valid: boolean;
  /** `none`, or the way by which access was gained (`root`, `sudo`). */
  readonly Current: string;
  /** The ways there are, the first one to be tried first. */
  readonly Bridges: readonly string[];
  Start(way: string): Outcome<unknown>;
  Answer(text: string): unknown;
  Stop(): unknown;
  addEventListener(name: 'changed', run: () => void): void;
  addEventListener(name: 'Prompt', run: (event: Event, message: string, question: string, preset: string, isEchoed: boolean, error: string) => void): void;
};

type Cockpit = {
  spawn(argv: readonly string[], rights?: Rights): Process;
  dbus(name: null, options: { bus: 'internal' }): { proxy(interfaceName: 'cockpit.Superuser', path: '/superuser'): SuperuserObject };
  /** Tells the shell that the connection will break on purpose. */
  hint(name: 'restart'): void;
  readonly hidden: boolean;
  addEventListener(name: 'visibilitychange', run: () => void): void;
  removeEventListener(name: 'visibilitychange', run: () => void): void;
};

declare const cockpit: Cockpit;

/** Cockpit itself; `../base1/cockpit.js` makes it before this script runs. */
export const bridge = (): Cockpit => cockpit;
