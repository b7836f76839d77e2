// SPDX-License-Identifier: GPL-2.0-or-later
// The installation of a host, live.
'use client';
import { useCallback, useEffect, useState } from 'react';
import { apiPath } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { type Connection, follow, parsedEvent } from '../../live/follow.ts';
import { InstallationView } from './answers.ts';

export type LiveInstallation = {
  view: InstallationView | undefined;
  problem: Problem | undefined;
  connection: Connection;
  /** Asks the server at once, and connects anew. */
  reload: () => void;
};

export function useInstallation(hostId: string): LiveInstallation {
  const [view, setView] = useState<InstallationView>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => follow(
    {
      path: apiPath(['hosts', hostId, 'installation']), schema: InstallationView,
      stream: apiPath(['hosts', hostId, 'installation', 'stream']), event: 'installation', parse: (data) => parsedEvent(data, InstallationView),
    },
    { onData: setView, onConnection: setConnection, onProblem: setProblem },
  ), [hostId, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { view, problem, connection, reload };
}
