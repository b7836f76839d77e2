// SPDX-License-Identifier: GPL-2.0-or-later
// What livemedia-creator asks of a kickstart before it starts, and koji with it; each rule in words, found before an hour is lost.
import type { Command, Statement } from '../language/statement.ts';

/** How livemedia-creator installs: by Anaconda on the machine itself (also in mock), or by the installer in a virtual machine. */
export const buildMethods = ['no-virt', 'virt'] as const;
export type BuildMethod = (typeof buildMethods)[number];

export type LivemediaProblem = { readonly field: string; readonly message: string };

/** Commands that say where packages come from. Source: pykickstart's "method". */
const METHODS = ['url', 'nfs', 'cdrom', 'harddrive', 'hmc', 'liveimg', 'ostreesetup', 'ostreecontainer'];
const DISPLAYS = ['text', 'cmdline', 'graphical'];

const option = (given: Command, name: string) => given.options.find(([known]) => known === name)?.[1];

function sourceProblems(commands: readonly Command[]): LivemediaProblem[] {
  const problem = (message: string): LivemediaProblem => ({ field: 'tree', message });
  const methods = commands.filter(({ name }) => METHODS.includes(name));
  const [method] = methods;
  const problems: LivemediaProblem[] = [];
  if (method === undefined) problems.push(problem('There is no installation source: livemedia-creator needs a "url". Give a URL, or register a mirror of it under "Network boot" (of an ISO or a directory only the installer is kept, which is not enough).'));
  else if (method.name !== 'url') problems.push(problem(`The installation source is "${method.name}"; an image can only be built from a "url".`));
  if (methods.length > 1) problems.push(problem(`There are ${methods.length} installation sources; the installer would take only the last. Keep one.`));
  const isLocal = String(method === undefined ? '' : option(method, '--url') ?? '').startsWith('file:');
  if (!isLocal && !commands.some(({ name }) => name === 'network')) problems.push(problem('The kickstart must activate a network, because its packages come from another machine.'));
  const reserved = commands.filter((each) => each.name === 'repo' && option(each, '--name') === 'updates');
  return [...problems, ...reserved.map(({ from }) => ({ field: from.field, message: 'The installer keeps the name "updates" for itself; call this repository differently.' }))];
}

function partitionProblems(commands: readonly Command[], method: BuildMethod): LivemediaProblem[] {
  const problem = (message: string): LivemediaProblem => ({ field: 'rootSize', message });
  const problems: LivemediaProblem[] = [];
  if (commands.some(({ name }) => name === 'autopart')) problems.push(problem('"autopart" cannot be used: the image is made before the installer runs, so its size must be written down.'));
  const parts = commands.filter(({ name }) => name === 'part' || name === 'partition');
  const roots = parts.filter(({ args }) => args[0] === '/');
  if (roots.length !== 1) problems.push(problem(`There must be exactly one "part /", which becomes the image; there are ${roots.length}.`));
  if (roots.some((root) => typeof option(root, '--size') !== 'number')) problems.push(problem('"part /" needs a --size: it is the size of the image.'));
  const others = parts.filter(({ args }) => args[0] !== '/' && args[0] !== 'swap').map(({ args }) => args[0] ?? '');
  if (others.length > 0) problems.push(problem(`The image is one file system, so there can be no partition for ${others.join(', ')}.`));
  if (method === 'virt' && !commands.some(({ name }) => name === 'shutdown' || name === 'poweroff')) problems.push(problem('The kickstart must end with "shutdown": livemedia-creator waits until the virtual machine is off.'));
  return problems;
}

/** Packages that the image must carry. Source: livemedia-creator rebuilds the initramfs inside the image with the dracut modules of these packages. */
const PACKAGES = {
  'dracut-live': 'livemedia-creator adds dracut\'s live modules, which this package brings.',
  'dracut-network': 'livemedia-creator adds dracut\'s "livenet" module, which needs this package.',
  'dracut-config-generic': 'Without it the initramfs fits only the machine that built the image.',
  'kernel': 'Without a kernel livemedia-creator ends with "No initrds found".',
} as const;

function packageProblems(statements: readonly Statement[]): LivemediaProblem[] {
  const sections = statements.filter((statement) => statement.kind === 'section' && statement.name === '%packages');
  const lines = new Set(sections.flatMap((section) => (section.kind === 'section' ? section.body.split('\n') : [])));
  return Object.entries(PACKAGES).flatMap(([name, why]) => (lines.has(name) && !lines.has(`-${name}`) ? [] : [{ field: 'packages', message: `The package ${name} is missing. ${why}` }]));
}

/**
 * Everything for which livemedia-creator --make-pxe-live would refuse the kickstart, or fail at its end.
 * Source: lorax, src/pylorax/creator.py (check_kickstart, calculate_disk_size, rebuild_initrds_for_live) and docs/livemedia-creator.rst.
 */
export function livemediaProblems(statements: readonly Statement[], method: BuildMethod): LivemediaProblem[] {
  const commands = statements.filter((statement) => statement.kind === 'command');
  const display = commands.find(({ name }) => DISPLAYS.includes(name));
  return [
    ...sourceProblems(commands),
    ...partitionProblems(commands, method),
    ...(display === undefined ? [] : [{ field: display.from.field, message: `The kickstart must not choose a display mode ("${display.name}"): livemedia-creator does.` }]),
    ...packageProblems(statements),
  ];
}
