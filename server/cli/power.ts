// SPDX-License-Identifier: GPL-2.0-or-later
// power set, unset, status, on, off, cycle, boot-network: hosts through their management controllers.
import { MASK } from '#kickstart/profile/names.ts';
import { addressRules } from '../power/address-rules.ts';
import { deleteController, putController } from '../power/controllers.ts';
import { actOnPower, type PowerAction, type PowerState, readPower } from '../power/power.ts';
import type { PowerError } from '../power/power-error.ts';
import { CommandError, failure, type Invocation, type Problem, refusal, type Run } from './command.ts';
import { withStore } from './data.ts';
import { findId } from './host.ts';
import { readText } from './input.ts';

const OPTIONS: Readonly<Record<string, string>> = { url: '--url', username: '--username', password: '--password-file', system: '--system', fingerprint: '--fingerprint', bootMethod: '--boot-method' };

async function readPasswordFile(invocation: Invocation): Promise<string> {
  const file = invocation.option('password-file');
  if (file === undefined) return MASK;
  const [password = '', ...more] = (await readText(invocation.io, file)).split(/\r?\n/);
  if (password === '') throw refusal('--password-file', 'The first line is empty. Write the password into it.');
  if (more.some((line) => line !== '')) throw refusal('--password-file', 'There is more than one line. Give the password alone.');
  return password;
}

export const set: Run = async (invocation) => {
  const given = { url: invocation.option('url'), username: invocation.option('username'), system: invocation.option('system'), fingerprint: invocation.option('fingerprint'), bootMethod: invocation.option('boot-method') };
  const document = { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), password: await readPasswordFile(invocation) };
  return withStore(invocation, async (store) => {
    const id = await findId(store, invocation);
    const answer = await putController(store, id, document);
    if (answer.outcome === 'missing') throw missing(id);
    if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors.map(({ path, message }) => ({ path: OPTIONS[path] ?? path, message })));
    return { stdout: `saved the controller of host ${id}: ${answer.controller.url}\n`, json: { outcome: 'saved', id, controller: answer.controller } };
  });
};

export const unset: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  if ((await deleteController(store, id)) === 'missing') throw missing(id);
  return { stdout: `host ${id} has no controller\n`, json: { outcome: 'deleted', id } };
});

const WORDS: Readonly<Record<PowerState, string>> = { 'on': 'on', 'off': 'off', 'turning-on': 'turning on', 'turning-off': 'turning off', 'unknown': 'unknown' };

export const status: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const answer = await readPower(store, id, { rules: addressRules(invocation.io.environment) });
  if (answer.outcome === 'missing') throw missing(id);
  if (answer.outcome === 'no-controller') throw noController(id);
  if (answer.outcome === 'failed') throw new CommandError(1, problemsOf(answer.error, []));
  const { power, boot } = answer.view;
  const next = boot === null ? '' : `, boots from ${boot.target} (${boot.enabled})`;
  return { stdout: `${WORDS[power]}${next}\n`, json: { id, ...answer.view } };
});

function act(action: PowerAction): Run {
  return (invocation) => withStore(invocation, async (store) => {
    const id = await findId(store, invocation);
    const answer = await actOnPower(store, id, { action, force: invocation.has('force') }, { rules: addressRules(invocation.io.environment) }, undefined);
    switch (answer.outcome) {
      case 'done':
        return { stdout: answer.steps.map((step) => `${step}\n`).join(''), json: { id, action, steps: answer.steps } };
      case 'failed':
        throw new CommandError(1, problemsOf(answer.error, answer.steps));
      case 'installing':
        throw failure('', `Host ${id} is being installed now: this would leave it with half a system. Wait for the end, or add --force.`);
      case 'busy':
        throw failure('', 'Another power action is under way. Wait until it has ended.');
      case 'missing':
        throw missing(id);
      case 'no-controller':
        throw noController(id);
    }
  });
}

export const on = act('on');
export const off = act('off');
export const cycle = act('cycle');
export const bootNetwork = act('boot-network');

function missing(id: string): CommandError {
  return failure('', `There is no host "${id}". "basewright host list" shows what there is.`);
}

function noController(id: string): CommandError {
  return failure('', `Host ${id} has no management controller. Say where it is: basewright power set ${id} --url URL --username NAME --password-file FILE`);
}

/** What was done before it failed comes first: the next boot may be set already. */
function problemsOf({ message, certificate }: PowerError, steps: readonly string[]): Problem[] {
  const shown = certificate === undefined ? [] : [`It shows this fingerprint: ${certificate.fingerprint} (${certificate.subject}). If it is the right one, give it to "basewright power set" as --fingerprint.`];
  return [...steps.map((step) => `Done before: ${step}`), message, ...shown].map((text) => ({ path: '', message: text }));
}
