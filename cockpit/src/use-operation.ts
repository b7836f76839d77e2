// SPDX-License-Identifier: GPL-2.0-or-later
// The one operation that this page shows: begun here, or found running when the page was opened.
import { useCallback, useEffect, useState } from 'react';
import { problemText } from './node-command.ts';
import { cancel, follow, isRunning, type Operation, type OperationKind, running, start } from './operation.ts';
import { NOTHING_YET, type Progress, withOutput } from './progress-lines.ts';

const ALIVE_EVERY_MS = 5000;

export type OperationState = {
  readonly operation: Operation;
  readonly progress: Progress;
  /** It ended without its last line: killed, or crashed. */
  readonly isLost: boolean;
  /** Somebody ended it here. */
  readonly isCancelled: boolean;
};

export type Begun = { readonly ok: true } | { readonly ok: false; readonly why: string };

export type Operations = {
  readonly shown: OperationState | undefined;
  readonly isBusy: boolean;
  begin: (kind: OperationKind, words: readonly string[]) => Promise<Begun>;
  cancel: () => Promise<Begun>;
  /** Puts away what has ended. */
  dismiss: () => void;
};

const JUST_BEGUN = { progress: NOTHING_YET, isLost: false, isCancelled: false } as const;

/** Follows the output, and looks now and then whether the unit is still there. Returns how to stop. */
function watch(operation: Operation, change: (next: (before: OperationState) => OperationState) => void): () => void {
  const tail = follow(operation, (output) => change((before) => ({ ...before, progress: withOutput(before.progress, output) })));
  let wasGone = false;
  const timer = setInterval(() => {
    void isRunning(operation).then((isAlive) => {
      // The last line may still be on its way at the first look.
      if (!isAlive && wasGone) change((before) => ({ ...before, isLost: before.progress.result === undefined }));
      wasGone = !isAlive;
    });
  }, ALIVE_EVERY_MS);
  return () => {
    clearInterval(timer);
    tail.close();
  };
}

/** @param isAllowed whether there is administrative access @param onEnd called when an operation has ended, however */
export function useOperation(isAllowed: boolean, onEnd: () => void): Operations {
  const [shown, setShown] = useState<OperationState>();
  const operation = shown?.operation;
  const isBusy = shown !== undefined && shown.progress.result === undefined && !shown.isLost;
  useEffect(() => {
    if (!isAllowed || operation !== undefined) return;
    void running().then((found) => {
      if (found !== undefined) setShown((before) => before ?? { operation: found, ...JUST_BEGUN });
    });
  }, [isAllowed, operation]);
  useEffect(() => {
    if (operation === undefined || !isAllowed || !isBusy) return undefined;
    return watch(operation, (next) => setShown((before) => (before?.operation === operation ? next(before) : before)));
  }, [operation, isAllowed, isBusy]);
  useEffect(() => {
    if (operation !== undefined && !isBusy) onEnd();
  }, [operation, isBusy, onEnd]);
  const begin = useCallback(async (kind: OperationKind, words: readonly string[]): Promise<Begun> => {
    const begun = await start(kind, words);
    if (begun.kind === 'missing') return { ok: false, why: 'basewright-node is not installed any more.' };
    if (begun.kind === 'failed') return { ok: false, why: problemText(begun.problem) };
    setShown({ operation: begun.operation, ...JUST_BEGUN });
    return { ok: true };
  }, []);
  return {
    shown, isBusy, begin,
    cancel: async () => {
      if (operation === undefined) return { ok: true };
      const ran = await cancel(operation);
      if (ran.kind === 'failed') return { ok: false, why: problemText(ran.problem) };
      setShown((before) => before && { ...before, isLost: before.progress.result === undefined, isCancelled: true });
      return { ok: true };
    },
    dismiss: () => setShown(undefined),
  };
}
