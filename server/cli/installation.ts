// SPDX-License-Identifier: GPL-2.0-or-later
// host arm, disarm, status, log, approve, refuse.
import { armHost, ArmRequest, disarmHost } from '../installations/arm.ts';
import { decideRehearsal } from '../installations/decide.ts';
import { readLog } from '../installations/failure-log.ts';
import { type CurrentView, type EventView, readInstallation } from '../installations/view.ts';
import { installationJson } from '../api/installation-json.ts';
import { CommandError, failure, type Run } from './command.ts';
import { withStore } from './data.ts';
import { readMinutes } from './duration.ts';
import { findId } from './host.ts';
import { moment, table } from './output.ts';

export const arm: Run = async (invocation) => {
  const expires = invocation.option('expires');
  const request = ArmRequest.safeParse({ ...(expires !== undefined && { minutes: readMinutes('--expires', expires) }), isRehearsal: invocation.has('rehearsal') });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ message }) => ({ path: '--expires', message })));
  return withStore(invocation, async (store, site) => {
    const id = await findId(store, invocation);
    const answer = await armHost(store, id, request.data, { site });
    if (answer.outcome === 'missing') throw failure('', `There is no host "${id}".`);
    if (answer.outcome === 'refused') throw new CommandError(1, answer.reasons.map(({ field, message }) => ({ path: field, message })));
    const armedUntil = moment(answer.armedUntil);
    const { warnings } = answer;
    return { stdout: `armed host ${id} until ${armedUntil}\n`, notes: warnings.map((warning) => `warning: ${warning}`), json: { outcome: 'armed', id, armedUntil, warnings } };
  });
};

export const disarm: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  if ((await disarmHost(store, id)) === 'missing') throw failure('', `There is no host "${id}".`);
  return { stdout: `disarmed host ${id}\n`, json: { outcome: 'disarmed', id } };
});

/** One line that says it all. */
function summary(id: string, current: CurrentView | undefined): string {
  if (current === undefined) return `${id}: new, never armed\n`;
  const stuck = current.isStuck ? ', STUCK: nothing was heard of it for too long' : '';
  const image = current.imageSize === undefined ? '' : `, image ${Math.floor((current.imageBytes / current.imageSize) * 100)} % sent`;
  return `${id}: ${current.state}, stage ${current.stage} since ${moment(current.stageAt)}${image}${stuck}\n`;
}

function eventLine(event: EventView): string[] {
  return [moment(event.at), event.kind, event.address ?? event.actor ?? '-'];
}

export const status: Run = (invocation) => withStore(invocation, async (store, site) => {
  const id = await findId(store, invocation);
  const view = await readInstallation(store, id, site.bootUrl);
  if (view === undefined) throw failure('', `There is no host "${id}".`);
  const events = view.events.length === 0 ? '' : `\n${table(['AT', 'EVENT', 'FROM'], view.events.map(eventLine))}`;
  return { stdout: summary(id, view.current) + events, json: installationJson(view) };
});

export const log: Run = (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const text = await readLog(store, id);
  if (text === undefined) throw failure('', `The newest installation of ${id} sent no log.`);
  return { stdout: text.endsWith('\n') ? text : `${text}\n`, json: { id, log: text } };
});

const decide = (decision: 'approved' | 'refused'): Run => (invocation) => withStore(invocation, async (store) => {
  const id = await findId(store, invocation);
  const answer = await decideRehearsal(store, id, decision);
  if (answer.outcome !== 'decided') throw failure('', answer.outcome === 'missing' ? `There is no host "${id}".` : answer.reason);
  return { stdout: `${decision} host ${id}\n`, json: { outcome: decision, id } };
});

export const approve = decide('approved');
export const refuse = decide('refused');
