// SPDX-License-Identifier: GPL-2.0-or-later
// The node that a host is, live.
'use client';
import { useCallback, useEffect, useState } from 'react';
import { NodeDetail } from '#kickstart/fleet/view.ts';
import { apiPath } from '../../../../api-client.ts';
import type { Problem } from '../../../../problem.ts';
import { type Connection, follow, parsedEvent } from '../../../live/follow.ts';

export type LiveNode = {
  node: NodeDetail | undefined;
  problem: Problem | undefined;
  connection: Connection;
  /** Asks the server at once, and connects anew. */
  reload: () => void;
};

export function useNode(hostId: string): LiveNode {
  const [node, setNode] = useState<NodeDetail>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => follow(
    { path: apiPath(['hosts', hostId, 'node']), schema: NodeDetail, stream: apiPath(['hosts', hostId, 'node', 'stream']), event: 'node', parse: (data) => parsedEvent(data, NodeDetail) },
    { onData: setNode, onConnection: setConnection, onProblem: setProblem },
  ), [hostId, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { node, problem, connection, reload };
}
