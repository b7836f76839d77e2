// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what an operation writes with --json: one object a line, the last one with the result. Anything else it wrote is shown as a line of its log.
import { z } from 'zod';
import { reportSteps } from '#kickstart/fleet/wire.ts';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';

const MOST_LINES = 2000;
const MOST_LINE = 2000;

const message = z.string().transform((text) => plainLine(text, MOST_LINE));
const Step = z.object({ step: z.enum(reportSteps), permille: z.number().int().min(0).max(1000).nullable().default(null), message });
const Result = z.object({ result: z.enum(['done', 'failed', 'nothing']), message, log: z.string().max(512).nullable().default(null) });

export type Progress = {
  readonly step: z.infer<typeof Step>['step'] | undefined;
  /** Of the download. */
  readonly permille: number | null;
  /** What it said so far, the newest at the end; bounded. */
  readonly lines: readonly string[];
  readonly result: z.infer<typeof Result> | undefined;
  /** The beginning of a line whose end has not come yet. */
  readonly rest: string;
};

export const NOTHING_YET: Progress = { step: undefined, permille: null, lines: [], result: undefined, rest: '' };

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function withLine(progress: Progress, line: string): Progress {
  if (line.trim() === '') return progress;
  const json = parsed(line);
  const step = Step.safeParse(json);
  const result = Result.safeParse(json);
  const said = step.success ? step.data.message : result.success ? result.data.message : plainLine(line, MOST_LINE);
  // A download says its progress often, in the same words but the number.
  const lines = said === '' || said === progress.lines.at(-1) ? progress.lines : [...progress.lines, said].slice(-MOST_LINES);
  if (step.success) return { ...progress, lines, step: step.data.step, permille: step.data.step === 'download' ? step.data.permille : null };
  return result.success ? { ...progress, lines, result: result.data } : { ...progress, lines };
}

/** What is known after some more output. */
export function withOutput(progress: Progress, output: string): Progress {
  const lines = (progress.rest + output).split('\n');
  const rest = lines.pop() ?? '';
  return { ...lines.reduce(withLine, progress), rest: rest.slice(0, MOST_LINE * 4) };
}
