// SPDX-License-Identifier: GPL-2.0-or-later
// Display mode, eula, bootloader, kdump add-on, reboot -> slice `finish`.
import type { z } from 'zod';
import type { Finish } from '../profile/finish.ts';
import type { Context } from './context.ts';

type FinishInput = z.input<typeof Finish>;

const DISPLAY = ['text', 'cmdline', 'graphical'] as const;
const ACTIONS = ['reboot', 'poweroff', 'halt', 'shutdown'] as const;
export const KDUMP_ADDON = 'com_redhat_kdump';

function readEnd(context: Context): Pick<FinishInput, 'action' | 'eject'> {
  const { ledger } = context;
  const end = context.one(...ACTIONS);
  const said = ACTIONS.find((name) => name === context.commands(...ACTIONS).at(-1)?.name);
  const eject = end.flag('--eject');
  end.settle(ledger, { '--kexec': 'a node starts by its firmware, so that what the boot loader says is tried at once.' });
  if (said === undefined) return {};
  ledger.gives('finish.action', end.line);
  ledger.gives('finish.eject', end.line);
  return { action: said === 'shutdown' ? 'poweroff' : said, eject };
}

const BOOTLOADER = {
  '--timeout': 'the menu waits as long as the distribution sets.', '--leavebootorder': 'the firmware starts the disk that was installed.', '--driveorder': 'the boot loader goes to the disk of the profile.',
  '--password': 'a password of the boot loader must not be readable in a profile.', '--iscrypted': 'the password it belongs to is not taken over.', '--md5pass': 'a password of the boot loader must not be readable in a profile.',
} as const;

function readKernelArguments(context: Context): string[] {
  const { ledger } = context;
  const bootloader = context.one('bootloader');
  const kernelArguments = (bootloader.text('--append') ?? '').split(/[ \t]+/).filter(Boolean);
  const location = bootloader.text('--location');
  bootloader.text('--boot-drive');
  bootloader.settle(ledger, BOOTLOADER);
  if (bootloader.present) ledger.gives('finish.kernelArguments', bootloader.line);
  if (location !== undefined && location !== 'mbr' && location !== 'boot') ledger.note(bootloader.line, 'refused', `--location=${location} is not taken over: a node needs its boot loader where the firmware looks for it.`);
  if (bootloader.flag('--disabled')) ledger.note(bootloader.line, 'refused', '--disabled is not taken over: a node needs its boot loader.');
  return [...new Set(kernelArguments)];
}

function readKdump(context: Context): FinishInput['kdump'] {
  const { ledger } = context;
  let kdump: FinishInput['kdump'];
  for (const section of context.sections('%addon').filter(({ words }) => words[0] === KDUMP_ADDON)) {
    ledger.settle(section, 'understood');
    ledger.takes('finish.kdump', section.line);
    const words = section.words.slice(1).flatMap((word) => (word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word]));
    const at = words.indexOf('--reserve-mb');
    const reserve = at < 0 ? 'auto' : (words[at + 1] ?? 'auto').replace(/^["']|["']$/g, '').replace(/[mM]$/, '');
    const others = words.filter((word, index) => !['--enable', '--disable', '--reserve-mb'].includes(word) && !(at >= 0 && index === at + 1));
    if (others.length > 0) ledger.note(section.line, 'refused', `Taken over without ${others.join(' ')}: a profile turns crash dumps on or off and reserves memory.`);
    if (reserve !== 'auto' && !/^[0-9]+$/.test(reserve)) ledger.note(section.line, 'refused', `The reserve "${reserve}" is not a number of MiB; it is left to the installer.`);
    for (const { line, reason } of section.dropped) ledger.note(line, 'refused', reason);
    kdump = words.includes('--disable') ? { mode: 'disabled' } : { mode: 'enabled', reserve: /^[0-9]+$/.test(reserve) ? Number(reserve) : 'auto' };
  }
  return kdump;
}

function readDisplay(context: Context): Pick<FinishInput, 'display'> {
  const display = context.one(...DISPLAY);
  const said = DISPLAY.find((name) => name === context.commands(...DISPLAY).at(-1)?.name);
  display.settle(context.ledger, { '--non-interactive': 'choose the display mode "cmdline", which never asks.' });
  return said === undefined ? {} : { display: said };
}

function readAnswers(context: Context): Pick<FinishInput, 'eula'> {
  const { ledger } = context;
  const firstboot = context.one('firstboot');
  const asks = ['--enable', '--enabled', '--reconfig'].some((option) => firstboot.flag(option));
  for (const option of ['--disable', '--disabled']) firstboot.flag(option);
  firstboot.settle(ledger);
  if (asks) ledger.note(firstboot.line, 'refused', 'The setup at the first start is always off: it would wait for somebody at the machine.');
  const eula = context.one('eula');
  for (const option of ['--agreed', '--agree', '--accept', '--accepted']) eula.flag(option);
  eula.settle(ledger);
  if (!eula.present) return {};
  ledger.gives('finish.eula', eula.line);
  return { eula: true };
}

export function readFinish(context: Context): FinishInput {
  const kernelArguments = readKernelArguments(context);
  const kdump = readKdump(context);
  return { ...readEnd(context), ...readDisplay(context), ...(kdump && { kdump }), kernelArguments, ...readAnswers(context) };
}
