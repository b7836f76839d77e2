// SPDX-License-Identifier: GPL-2.0-or-later
// A roll-out, live. It is followed after its end too: nodes may still go back.
'use client';
import { useCallback, useEffect, useState } from 'react';
import { RolloutDetail } from '#kickstart/fleet/rollout-view.ts';
import { apiPath } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { type Connection, follow, parsedEvent } from '../../live/follow.ts';

export type LiveRollout = {
  readonly rollout: RolloutDetail | undefined;
  readonly problem: Problem | undefined;
  readonly connection: Connection;
  /** Asks at once, and connects anew. */
  readonly reload: () => void;
};

export function useRollout(id: string): LiveRollout {
  const [rollout, setRollout] = useState<RolloutDetail>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => follow(
    { path: apiPath(['rollouts', id]), schema: RolloutDetail, stream: apiPath(['rollouts', id, 'stream']), event: 'rollout', parse: (data) => parsedEvent(data, RolloutDetail) },
    { onData: setRollout, onConnection: setConnection, onProblem: setProblem },
  ), [id, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { rollout: rollout?.id === id ? rollout : undefined, problem, connection, reload };
}
