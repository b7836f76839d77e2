// SPDX-License-Identifier: GPL-2.0-or-later
// The installation of a host, live: a stream of the server while the page is looked at, and one answer at the beginning and whenever the stream broke.
'use client';
import { useCallback, useEffect, useState } from 'react';
import { apiPath, callApi } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { InstallationView } from './answers.ts';
import { nextWait } from './reconnect.ts';

/** `connecting` at the beginning and when the page is looked at again; `lost`: what is shown may be old. */
export type Connection = 'connecting' | 'live' | 'lost';

export type LiveInstallation = {
  view: InstallationView | undefined;
  problem: Problem | undefined;
  connection: Connection;
  /** Asks the server at once, and connects anew. */
  reload: () => void;
};

type Listener = { onView: (view: InstallationView) => void; onConnection: (connection: Connection) => void; onProblem: (problem: Problem | undefined) => void };

function parsedView(data: unknown): InstallationView | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return InstallationView.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

/** Follows the installation of `hostId` until the returned function is called. */
function follow(hostId: string, { onView, onConnection, onProblem }: Listener): () => void {
  const stop = new AbortController();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isLive = false;

  const ask = async () => {
    const answer = await callApi({ path: apiPath(['hosts', hostId, 'installation']), schema: InstallationView, signal: stop.signal });
    if (isLive) return true; // The stream was quicker, and what it told is newer.
    onProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) onView(answer.data);
    else onConnection('lost');
    return answer.ok || answer.problem.status === 0 || answer.problem.status >= 500;
  };
  const close = () => {
    source?.close();
    source = undefined;
    clearTimeout(timer);
    isLive = false;
  };
  const openLater = () => {
    if (!stop.signal.aborted && !document.hidden) timer = setTimeout(open, nextWait(failures));
  };
  const lost = () => {
    close();
    failures += 1;
    // A stream that ends once in a while is no news: the server ends long ones itself.
    onConnection(failures > 1 ? 'lost' : 'connecting');
    // The plain answer says why there is no stream (and asks for a login when that is it). Once only: it counts as use of the session, and a page nobody looks at shall let its session end.
    if (failures !== 2) openLater();
    else ask().then((isWorthIt) => (isWorthIt ? openLater() : undefined), () => undefined);
  };
  const open = () => {
    close();
    if (document.hidden || stop.signal.aborted) return;
    source = new EventSource(`/api/v1/${apiPath(['hosts', hostId, 'installation', 'stream'])}`);
    source.addEventListener('installation', (event) => {
      const view = parsedView(event.data);
      if (view === undefined) return;
      failures = 0;
      isLive = true;
      onProblem(undefined);
      onView(view);
      onConnection('live');
    });
    source.addEventListener('error', lost);
  };
  const look = () => {
    if (document.hidden) {
      close();
      return;
    }
    failures = 0;
    onConnection('connecting');
    open();
  };
  document.addEventListener('visibilitychange', look);
  ask().catch(() => undefined);
  open();
  return () => {
    document.removeEventListener('visibilitychange', look);
    stop.abort();
    close();
  };
}

export function useInstallation(hostId: string): LiveInstallation {
  const [view, setView] = useState<InstallationView>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => follow(hostId, { onView: setView, onConnection: setConnection, onProblem: setProblem }), [hostId, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { view, problem, connection, reload };
}
