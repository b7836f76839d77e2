// SPDX-License-Identifier: GPL-2.0-or-later
// Whether this session has administrative access, and Cockpit's own way to get it: the bridge asks for a password, the page shows the question.
import { useEffect, useMemo, useRef, useState } from 'react';
import { bridge } from './cockpit-api.ts';
import { problemText } from './node-command.ts';

export type Question = { readonly text: string; readonly label: string; readonly isEchoed: boolean; readonly error: string };

/** `current`: undefined while it is not known, then `none` or the way by which access was gained. */
export type Access = {
  readonly current: string | undefined;
  readonly isAllowed: boolean;
  /** Asked by the bridge on the way to access. */
  readonly question: Question | undefined;
  readonly isStarting: boolean;
  /** Why access was not gained; empty when nothing went wrong. */
  readonly refused: string;
  start: () => void;
  answer: (text: string) => void;
  /** Gives up a way that was begun. */
  stop: () => void;
};

/** Unlike cockpit.permission() it does not load the page anew when access comes or goes. */
export function useAdministrativeAccess(): Access {
  const superuser = useMemo(() => bridge().dbus(null, { bus: 'internal' }).proxy('cockpit.Superuser', '/superuser'), []);
  const [current, setCurrent] = useState<string>();
  const [question, setQuestion] = useState<Question>();
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState('');
  // The shell asks for access too; its questions are for its own dialog.
  const isOurs = useRef(false);
  useEffect(() => {
    superuser.addEventListener('changed', () => {
      // While a way is being gone, its name comes before access does (in Cockpit's own words: "init").
      if (superuser.valid && superuser.Current !== 'init') setCurrent(superuser.Current);
    });
    superuser.addEventListener('Prompt', (_event, text, label, _preset, isEchoed, error) => {
      if (isOurs.current) setQuestion({ text, label, isEchoed, error });
    });
  }, [superuser]);
  const ended = (why: string) => {
    isOurs.current = false;
    setStarting(false);
    setQuestion(undefined);
    setRefused(why);
  };
  return {
    current, question, isStarting, refused, isAllowed: current !== undefined && current !== 'none',
    start: () => {
      isOurs.current = true;
      setStarting(true);
      setRefused('');
      superuser.Start(superuser.Bridges[0] ?? 'any').done(() => ended('')).fail((problem) => ended(problem.problem === 'cancelled' ? '' : problemText(problem)));
    },
    answer: (text) => {
      setQuestion(undefined);
      superuser.Answer(text);
    },
    stop: () => {
      superuser.Stop();
      ended('');
    },
  };
}
