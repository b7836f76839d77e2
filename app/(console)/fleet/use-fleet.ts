// SPDX-License-Identifier: GPL-2.0-or-later
// One page of the list of nodes, live.
'use client';
import { useCallback, useEffect, useState } from 'react';
import { FleetList } from '#kickstart/fleet/view.ts';
import { apiPath } from '../../api-client.ts';
import type { Problem } from '../../problem.ts';
import { type Connection, follow, parsedEvent } from '../live/follow.ts';

export type LiveFleet = {
  /** The newest that is known; while another page is on its way still the one before. */
  page: FleetList | undefined;
  /** Nothing of what is asked for now has come yet. */
  isLoading: boolean;
  problem: Problem | undefined;
  connection: Connection;
  /** Asks the server at once, and connects anew. */
  reload: () => void;
};

/** @param query filters and place of the page, as the API takes them. */
export function useFleet(query: Parameters<typeof apiPath>[1]): LiveFleet {
  const path = apiPath(['fleet'], query);
  const stream = apiPath(['fleet', 'stream'], query);
  const [shown, setShown] = useState<{ path: string; page: FleetList }>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => follow(
    { path, schema: FleetList, stream, event: 'fleet', parse: (data) => parsedEvent(data, FleetList) },
    { onData: (page) => setShown({ path, page }), onConnection: setConnection, onProblem: setProblem },
  ), [path, stream, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { page: shown?.page, isLoading: shown?.path !== path && problem === undefined, problem, connection, reload };
}
