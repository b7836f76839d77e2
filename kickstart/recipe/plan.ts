// SPDX-License-Identifier: GPL-2.0-or-later
// The plan of a customization: which files go into the scratch directory, and what guestfish does with them, in order.
import { commandScript, factoryScript, isArmored, labelsScript, ownersScript, packagesScript, rememberScript, repositoryFile, RUN, SCRATCH, unitsScript } from './inside.ts';
import { fishWord } from './quote.ts';
import { needsNetwork, type Recipe, type RecipeFile } from './recipe.ts';

/** What is known of an uploaded rpm file. */
export type RecipeRpm = { readonly sha256: string; /** Of the file, for example tmux-3.2a-4.el9.x86_64.rpm. */ readonly name: string; /** Of what it installs, in bytes. */ readonly installedSize: number };

/** A file of the scratch directory: its path in it, and its content or the rpm file it is a copy of. */
export type TextAsset = { readonly path: string; readonly content: string; readonly encoding: RecipeFile['encoding'] };
export type RpmAsset = { readonly path: string; readonly rpm: RecipeRpm };
export type Asset = TextAsset | RpmAsset;

/** Steps in the words of the log. */
export type PlanStep = { readonly title: string; readonly lines: readonly string[] };

export type Plan = {
  readonly nvr: string;
  readonly assets: readonly Asset[];
  readonly steps: readonly PlanStep[];
  readonly isOnline: boolean;
  /** Free bytes that the root file system needs before it begins. */
  readonly room: number;
};

export type FileSystem = 'ext' | 'xfs';

/** Begins the line that tells which step begins. */
export const STEP = '==';

/** Where imgbased looks for the name of an image: without a line break at its end. Source: imgbased's utils.py, BuildMetadata. */
const NVR_FILE = '/usr/share/imgbase/build/meta/nvr';
const MIB = 1024 * 1024;

/** What a recipe does, as it is done. @param rpms of the recipe, in its order. */
export function planRecipe(recipe: Recipe, rpms: readonly RecipeRpm[], nvr: string): Plan {
  const scripts = scriptsOf(recipe, rpms.length > 0);
  const assets: Asset[] = [
    { path: 'run', content: RUN, encoding: 'text' },
    { path: 'nvr', content: nvr, encoding: 'text' },
    ...scripts.map(({ name, content }): Asset => ({ path: `steps/${name}`, content, encoding: 'text' })),
    ...recipe.files.map(({ content, encoding }, index): Asset => ({ path: `files/${index}`, content, encoding })),
    ...recipe.repositories.flatMap((each): Asset[] => [
      { path: `repos/${each.name}.repo`, content: repositoryFile(each), encoding: 'text' },
      ...(each.gpgkey !== undefined && isArmored(each.gpgkey) ? [{ path: `repos/${each.name}.key`, content: `${each.gpgkey.trimEnd()}\n`, encoding: 'text' } as const] : []),
    ]),
    ...rpms.map((rpm, index): Asset => ({ path: `rpms/${String(index).padStart(3, '0')}.rpm`, rpm })),
  ];
  const run = (name: string) => `sh "/bin/sh ${SCRATCH}/run ${name}" | cat`;
  const steps: PlanStep[] = [
    { title: 'Copying the recipe into the image', lines: [`rm-rf ${SCRATCH}`, `copy-in ${SCRATCH.slice(1)} /`] },
    ...scripts.map(({ name, title }) => ({ title, lines: name === 'owners' ? [...writeFiles(recipe.files), run(name)] : [run(name)] })),
    { title: `Naming the image ${nvr}`, lines: [`mkdir-p ${NVR_FILE.replace(/\/[^/]*$/, '')}`, `upload ${SCRATCH.slice(1)}/nvr ${NVR_FILE}`, `chown 0 0 ${NVR_FILE}`, `chmod 0644 ${NVR_FILE}`] },
    { title: 'Removing the recipe from the image', lines: [`rm-rf ${SCRATCH}`] },
  ];
  return { nvr, assets, steps, isOnline: needsNetwork(recipe), room: roomFor(recipe, rpms) };
}

type Script = { readonly name: string; readonly title: string; readonly content: string };

function scriptsOf(recipe: Recipe, hasRpms: boolean): Script[] {
  const { packages, files, units, commands } = recipe;
  return [
    { name: 'remember', title: 'Looking at /etc and /var', content: rememberScript() },
    ...(hasRpms || packages.length > 0 ? [{ name: 'packages', title: 'Installing packages', content: packagesScript(recipe, hasRpms) }] : []),
    ...(files.length > 0 ? [{ name: 'owners', title: 'Writing files', content: ownersScript(files) }] : []),
    ...(units.enable.length + units.disable.length > 0 ? [{ name: 'units', title: 'Enabling and disabling units', content: unitsScript(units) }] : []),
    ...commands.map((command, index) => ({ name: `command-${index + 1}`, title: `Running command ${index + 1}`, content: commandScript(command) })),
    { name: 'factory', title: 'Bringing /usr/share/factory up to date', content: factoryScript() },
    ...(recipe.labels === 'set' ? [{ name: 'labels', title: 'Setting SELinux labels', content: labelsScript() }] : []),
  ];
}

/** By `upload`, which follows the links of the image inside of the image; guestfish's `cp` would follow them into the appliance. */
function writeFiles(files: Recipe['files']): string[] {
  return files.flatMap(({ path }, index) => [
    ...(path.lastIndexOf('/') > 0 ? [`mkdir-p ${fishWord(path.slice(0, path.lastIndexOf('/')))}`] : []),
    `upload ${SCRATCH.slice(1)}/files/${index} ${fishWord(path)}`,
  ]);
}

/** Packages twice (file and content), the copy for the factory, what dnf may bring, and the working room of commands. */
function roomFor(recipe: Recipe, rpms: readonly RecipeRpm[]): number {
  const installed = rpms.reduce((sum, { installedSize }) => sum + installedSize, 0);
  const written = recipe.files.reduce((sum, { content }) => sum + content.length, 0);
  return Math.ceil(installed * 2.2) + written * 3 + (needsNetwork(recipe) ? 3072 * MIB : 0) + (recipe.commands.length > 0 ? 512 * MIB : 0) + 64 * MIB;
}
