// SPDX-License-Identifier: GPL-2.0-or-later
// Reads from the serial console of a started image how far it came, and makes checks of that.

import { plainLine, plainText } from '#kickstart/lifecycle/plain-text.ts';
import { failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { answerMark } from './initramfs-addition.ts';

/** How the machine ended: by itself, because its time was over, or because it wrote without end. */
export type Ending = { readonly end: 'exited' | 'limit' | 'too much output'; readonly seconds: number; readonly limit: number; readonly accelerator: 'kvm' | 'tcg' };

export type Answer = {
  /** Version of the kernel that said so, or null. */
  readonly kernel: string | null;
  /** Type of the root file system, when the initramfs had it mounted. */
  readonly root: string | null;
  /** Where the system asked itself how it is. */
  readonly reached: 'multi-user' | 'emergency' | null;
  /** Of the whole system, in systemd's words: "running", "degraded". */
  readonly state: string | null;
  readonly failedUnits: readonly string[];
  /** What the kernel said when it gave up. */
  readonly panic: string | null;
  /** A line that tells of the emergency mode of the initramfs or of the system. */
  readonly emergency: string | null;
};

const CONSOLE_BYTES = 256 * 1024;
/** Of a long console the end tells more. */
const HEAD_SHARE = 1 / 4;
const LAST_LINES = 8;
const MOST_LAST = 600;

/** They can only do their work on an installed node: they look for its layer. */
const NEEDS_LAYER = 'imgbase-';
const EMERGENCY = /^.*(?:You are in emergency mode|Entering emergency mode|emergency shell|dracut: FATAL|Failed to switch root|trying fallback|Freezing execution|rdsosreport\.txt|Cannot open access to console|Failed to mount \/sysroot|Failed to start initrd-switch-root).*$/im;

/** What came on a serial console, without control characters. A terminal's line ends in one or two carriage returns. */
export function consoleText(raw: Buffer): string {
  return plainText(raw.toString('utf8').replace(/\r+\n/g, '\n'), raw.length);
}

/** The console as it is kept: at most 256 KiB of UTF-8; the middle of a longer one is left out. */
export function keptConsole(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= CONSOLE_BYTES) return text;
  const note = '\n[ ... left out ... ]\n';
  // Cutting may split a character in three bytes of replacement at each end.
  const room = CONSOLE_BYTES - note.length - 12;
  const head = Math.floor(room * HEAD_SHARE);
  return bytes.subarray(0, head).toString('utf8') + note + bytes.subarray(bytes.length - (room - head)).toString('utf8');
}

/** @param text of the console, without control characters */
export function readAnswer(text: string, nonce: string): Answer {
  const mark = answerMark(nonce);
  const lines = text.split('\n').flatMap((line) => {
    const at = line.indexOf(mark);
    const [, word, value] = /^ ([a-z]+) (\S{1,200})$/.exec(at < 0 ? '' : line.slice(at + mark.length).trimEnd()) ?? [];
    return word === undefined || value === undefined ? [] : [{ word, value }];
  });
  const value = (word: string) => lines.find((line) => line.word === word)?.value ?? null;
  const reached = value('end');
  return {
    kernel: value('kernel') ?? /Linux version (\S{1,100})/.exec(text)?.[1] ?? null,
    root: value('root'),
    reached: reached === 'multi-user' || reached === 'emergency' ? reached : null,
    state: value('state'),
    failedUnits: [...new Set(lines.filter(({ word }) => word === 'failed').map((line) => line.value))],
    panic: /Kernel panic - not syncing: ?(.{0,200})/.exec(text)?.[1]?.trim() ?? null,
    emergency: EMERGENCY.exec(text)?.[0].trim().slice(0, 200) ?? null,
  };
}

/** The last lines that say something, on one line. */
function lastLines(text: string): string {
  const lines = text.slice(-8000).split('\n').map((line) => plainLine(line, 200)).filter((line) => line !== '');
  const last = lines.slice(-LAST_LINES).join(' | ').slice(-MOST_LAST);
  return last === '' ? 'Nothing came on the serial console.' : `Its last lines: ${last}`;
}

/** Why it came no further, in words. */
function whyNot({ panic, emergency, reached }: Answer, { end, limit, accelerator }: Ending, text: string): string {
  const machine = accelerator === 'kvm' ? 'in a virtual machine (KVM)' : 'in an emulated machine, which is slow';
  if (panic !== null) return `Kernel panic: ${panic}. ${lastLines(text)}`;
  if (emergency !== null || reached === 'emergency') return `Emergency mode${emergency === null ? '' : `: "${emergency}"`}. ${lastLines(text)}`;
  if (end === 'limit') return `It did not get further within ${limit} seconds ${machine}; BASEWRIGHT_BOOT_TEST_SECONDS gives it more. ${lastLines(text)}`;
  return `${end === 'exited' ? 'The machine switched itself off' : 'It wrote on its console without end, so it was ended'}. ${lastLines(text)}`;
}

/** A panic for want of a root file system or a first program is the initramfs's. */
const isAboutRoot = (panic: string) => /root fs|init/i.test(panic);

/** The checks of a start. A check after a failed one is skipped: nobody can tell. */
export function bootVerdict(answer: Answer, ending: Ending, text: string): Check[] {
  const { kernel, root, reached, panic } = answer;
  const how = ending.accelerator === 'kvm' ? 'KVM' : 'software emulation';
  const hasStarted = (kernel !== null || root !== null) && (panic === null || root !== null || isAboutRoot(panic));
  const after = 'It did not come so far.';
  if (!hasStarted) return [failed('boot.kernel', whyNot(answer, ending, text)), skipped('boot.root', after), skipped('boot.multi-user', after), skipped('boot.units', after)];
  const started = passed('boot.kernel', `Linux ${kernel ?? ''}, by ${how}.`);
  if (root === null) return [started, failed('boot.root', whyNot(answer, ending, text)), skipped('boot.multi-user', after), skipped('boot.units', after)];
  const mounted = passed('boot.root', `Mounted as ${root}.`);
  const units = failedUnits(answer);
  if (reached !== 'multi-user') return [started, mounted, failed('boot.multi-user', whyNot(answer, ending, text)), units.status === 'warning' ? units : skipped('boot.units', after)];
  const said = `It answered after ${Math.round(ending.seconds)} seconds (${how}); systemd calls it ${answer.state ?? 'nothing'}. SELinux only warned, as nothing was relabelled, and no network or second disk was there.`;
  return [started, mounted, passed('boot.multi-user', said), units];
}

function failedUnits({ failedUnits: units, state }: Answer): Check {
  const [needLayer, others] = [units.filter((unit) => unit.startsWith(NEEDS_LAYER)), units.filter((unit) => !unit.startsWith(NEEDS_LAYER))];
  const aside = needLayer.length === 0 ? '' : ` ${needLayer.join(', ')}: needs the layer of an installed node.`;
  if (others.length > 0) return warning('boot.units', `Failed: ${others.join(', ')}.${aside}`);
  return passed('boot.units', `${state === null ? 'None failed' : `None failed; the system is ${state}`}.${aside}`);
}
