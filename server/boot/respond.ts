// SPDX-License-Identifier: GPL-2.0-or-later
// From a request to its answer: which route it is, and who decides about it. Knows nothing of sockets.

import { addonAnswer } from './addon-images.ts';
import { healthy, methodNotAllowed, textAnswer, unavailable } from './answer.ts';
import { giveImage, giveTreeFile } from './give-file.ts';
import { giveKickstart } from './give-kickstart.ts';
import { giveManifest } from './give-manifest.ts';
import { giveChain, giveScript, giveWait } from './give-script.ts';
import { nodeFileAnswer } from './node-files.ts';
import { answered, closedAnswer, type Decided, type Turn, verdictOn } from './plane.ts';
import { type Route, routeOf } from './routes.ts';
import { takeCheckIn } from './take-check-in.ts';
import { takeNodeReport } from './take-node-report.ts';
import { takeReport } from './take-report.ts';
import { hashToken } from '../installations/token.ts';

const isReading = (method: string) => method === 'GET' || method === 'HEAD';

/**
 * The answer to a request. The known hosts must have been refreshed after the request came in.
 *
 * @throws when the store cannot be read or written; `unansweredFor` says what the machine is told then.
 */
export function decide(turn: Turn): Decided {
  const { asked } = turn;
  const route = routeOf(asked.url, asked.rawHeaders);
  if (asked.method === 'POST' && route?.kind === 'report') return takeReport(turn, route);
  if (asked.method === 'POST' && route?.kind === 'node') return route.said === 'report' ? takeNodeReport(turn) : takeCheckIn(turn);
  if (!isReading(asked.method)) return answered(methodNotAllowed);
  // A report is not to be read, and a stranger is not to learn that there is such a path.
  if (route === undefined || isTold(route)) return closedAnswer(turn);
  return give(turn, route);
}

type Told = Extract<Route, { kind: 'report' | 'node' }>;

/** What machines send, and nobody reads. */
const isTold = (route: Route): route is Told => route.kind === 'report' || route.kind === 'node';

function give(turn: Turn, route: Exclude<Route, Told>): Decided {
  switch (route.kind) {
    case 'health':
      return answered(healthy);
    case 'addon':
      return verdictOn(turn, 'addon', undefined, undefined).kind === 'open' ? answered(addonAnswer(route.path)) : closedAnswer(turn);
    case 'node file':
      return verdictOn(turn, 'node file', undefined, undefined).kind === 'open' ? answered(nodeFileAnswer(route.name)) : closedAnswer(turn);
    case 'chain':
      return giveChain(turn, route.form);
    case 'module list':
      return answered(textAnswer(''));
    case 'script':
      return giveScript(turn, route);
    case 'kickstart':
      return giveKickstart(turn, route);
    case 'manifest':
      return giveManifest(turn, route.channel);
    case 'decision':
      return giveDecision(turn, route.token);
    case 'image':
      return giveImage(turn, route);
    case 'tree':
      return giveTreeFile(turn, route);
  }
}

/** What people decided about a rehearsal, for the machine that asks every few seconds. */
function giveDecision(turn: Turn, token: string): Decided {
  const installation = turn.plane.store.installationByToken(hashToken(token));
  if (verdictOn(turn, 'decision', token, installation).kind === 'closed' || installation === undefined) return closedAnswer(turn);
  // Disarmed meanwhile: nothing may be erased any more, whoever approved it before.
  if (installation.state === 'disarmed') return answered(textAnswer('refused\n'));
  return answered(textAnswer(`${installation.decision ?? 'waiting'}\n`));
}

/** What a machine is told when the store fails: wait, never "you are not known". Routes that need no store are answered as ever. */
export function unansweredFor(turn: Turn): Decided {
  const { asked } = turn;
  const route = routeOf(asked.url, asked.rawHeaders);
  const isReport = asked.method === 'POST' && route !== undefined && isTold(route);
  if (!isReport && !isReading(asked.method)) return answered(methodNotAllowed);
  if (route === undefined) return closedAnswer(turn);
  if (route.kind === 'script' || route.kind === 'chain') return giveWait(turn, route.form);
  return route.kind === 'addon' || route.kind === 'node file' || route.kind === 'module list' ? give(turn, route) : answered(unavailable);
}
