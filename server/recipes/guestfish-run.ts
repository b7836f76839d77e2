// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the guestfish script of a customization: its steps as progress, its output as log, and what failed in words.

import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILED } from '#kickstart/recipe/inside.ts';
import { type Plan, STEP } from '#kickstart/recipe/plan.ts';
import { JobFailure, type JobContext } from '../jobs/job.ts';

const LIMIT_MS = 6 * 60 * 60_000;
/** Every step shows at most 256 KiB. */
const MOST = 128 * 1024 * 1024;
/** How many of the last lines tell what happened. */
const LAST_LINES = 12;

/**
 * @param script for guestfish, with the files it needs in the work directory.
 * @param part of the whole job that this is, as fractions.
 * @throws {JobFailure} with the step, its line, its exit status and its last output.
 */
export async function runGuestfish(context: JobContext, script: string, { steps, isOnline }: Plan, part: { readonly from: number; readonly to: number }): Promise<void> {
  const path = join(context.workDirectory, 'customize.guestfish');
  await writeFile(path, script, { flag: 'wx' });
  await chmod(path, 0o644);
  const course = follow(context, steps.length + 3, part);
  const { code, end } = await context.run('guestfish', ['-f', 'customize.guestfish'], { cwd: context.workDirectory, limit: LIMIT_MS, most: MOST, logged: 'all', network: isOnline, onLine: course.take });
  if (code === 0 && end === 'exited') return;
  if (end === 'limit') throw new JobFailure(`"${course.step()}" did not end within six hours.`);
  if (end === 'too much output') throw new JobFailure(`"${course.step()}" wrote more output than is kept.`);
  throw new JobFailure(course.failure());
}

/** How the shell shows a line before it runs it: see commandScript. */
const TRACED = /^\++ line ([0-9]*): (.*)$/;

type Failed = { readonly name: string; readonly status: string };

function follow(context: JobContext, count: number, { from, to }: { from: number; to: number }) {
  let [step, number] = ['Starting the appliance', 0];
  let failed: Failed | undefined;
  let last: string[] = [];
  return {
    step: () => step,
    take: (line: string) => {
      const failure = new RegExp(`^${FAILED} ([a-z0-9-]+) ([0-9]+)$`).exec(line);
      if (failure !== null) {
        failed = { name: failure[1] ?? '', status: failure[2] ?? '' };
      } else if (line.startsWith(`${STEP} `)) {
        [step, number] = [line.slice(STEP.length + 1, STEP.length + 200), number + 1];
        last = [];
        context.progress(step, from + (to - from) * Math.min(1, (number - 1) / count));
      } else {
        // guestfish puts its own name before the first line of what a failed step said.
        const said = line.replace(/^customize\.guestfish:[0-9]+: libguestfs: error: (?:sh: )?/, '');
        if (said === '') return;
        last = [...last, said].slice(-LAST_LINES);
      }
    },
    failure: () => failureOf(step, failed, last),
  };
}

function failureOf(step: string, failed: Failed | undefined, last: readonly string[]): string {
  const said = last.join('\n').slice(-2000);
  if (failed === undefined) return `"${step}" failed. guestfish says:\n${said === '' ? 'nothing.' : said}`;
  const traced = last.findLast((line) => TRACED.test(line));
  const number = /^command-([0-9]+)$/.exec(failed.name)?.[1];
  const [, line = '', words] = TRACED.exec(traced ?? '') ?? [];
  if (number === undefined || words === undefined) return `"${step}" failed with exit status ${failed.status}. Its last output:\n${said}`;
  // The shell of some distributions does not number lines. The first line of the script is ours.
  const place = `Command ${number} of the recipe failed ${line === '' ? 'at' : `in line ${Math.max(1, Number(line) - 1)},`} "${words}",`;
  return `${place} with exit status ${failed.status}. Its last output:\n${said}`;
}
