// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the node's status fresh: at once, every minute while the page is looked at, when it comes into view, and when administrative access comes or goes.
import { useCallback, useEffect, useRef, useState } from 'react';
import { bridge } from './cockpit-api.ts';
import { problemText, runNode } from './node-command.ts';
import { readStatus, type ReadStatus } from './status.ts';

const EVERY_MS = 60_000;

export type NodeState = { readonly kind: 'loading' } | { readonly kind: 'missing' } | { readonly kind: 'failed'; readonly why: string } | ReadStatus;

async function look(): Promise<NodeState> {
  const ran = await runNode(['status', '--json'], { superuser: 'try' });
  if (ran.kind === 'missing') return ran;
  return ran.kind === 'failed' ? { kind: 'failed', why: problemText(ran.problem) } : readStatus(ran.output);
}

/** The status, whether it is being asked for, and a way to ask again. @param access the state of administrative access; undefined while it is not known yet */
export function useStatus(access: string | undefined): { state: NodeState; isAsking: boolean; refresh: () => void } {
  const [state, setState] = useState<NodeState>({ kind: 'loading' });
  const [isAsking, setAsking] = useState(false);
  const newest = useRef(0);
  const refresh = useCallback(() => {
    newest.current += 1;
    const number = newest.current;
    setAsking(true);
    void look().then((found) => {
      // A slower answer to an earlier question must not replace a newer one.
      if (number !== newest.current) return;
      setAsking(false);
      setState(found);
    });
  }, []);
  useEffect(() => {
    if (access === undefined) return undefined;
    const whenSeen = () => {
      if (!bridge().hidden) refresh();
    };
    const first = setTimeout(refresh, 0);
    const timer = setInterval(whenSeen, EVERY_MS);
    bridge().addEventListener('visibilitychange', whenSeen);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
      bridge().removeEventListener('visibilitychange', whenSeen);
    };
  }, [access, refresh]);
  return { state, isAsking, refresh };
}
