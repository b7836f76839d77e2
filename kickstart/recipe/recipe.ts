// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe: what is put into an image on top of its parent, in the order packages, files, units, commands.
import { z } from 'zod';
import { HttpUrl, Sha256, Slug, Text, UnitName } from '../profile/names.ts';
import { TargetId } from '../profile/targets.ts';
import '../profile/messages.ts';

const KIB = 1024;

/** Largest content of one file, in bytes; more belongs into a package. */
export const FILE_BYTES = 256 * KIB;
/** Largest content of all files together, in bytes: the recipe is one document. */
export const FILES_BYTES = 2048 * KIB;

/** Where nothing can be put: other file systems are mounted there, or it is the scratch directory of the customization. */
const NOT_IN_IMAGE = /^\/(dev|proc|sys|run|\.basewright)(\/|$)/;
/** Belongs to one machine: the installer or the first boot writes it. */
const OF_THE_MACHINE = /^\/(etc\/(machine-id|fstab|hostname|resolv\.conf)|boot\/(loader|efi)(\/.*)?)$/;

/** An absolute path of a file inside the image, without "." and ".." and control characters. */
export const ImagePath = z.string().superRefine((path, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (!/^(\/[^/\u0000-\u001f\u007f]+)+$/.test(path) || /\/\.\.?(\/|$)|\s$/.test(path)) refuse('Write the absolute path of a file, without a slash or blank at its end, "." or "..", for example /etc/motd.d/site.');
  else if (!path.isWellFormed() || new TextEncoder().encode(path).length > KIB) refuse('This path is longer than 1024 bytes, or no text in UTF-8.');
  else if (NOT_IN_IMAGE.test(path)) refuse('Nothing can be kept there: the kernel mounts something of its own over it. Choose another path.');
  else if (OF_THE_MACHINE.test(path)) refuse('Every machine gets a file of its own there from the installer, so the image\'s would be lost. Set it in the profile or the host.');
});

/** Name or number of a user or group, as the image knows it. */
const Owner = z.string().regex(/^([a-z_][a-z0-9_-]{0,31}|[0-9]{1,9})$/, 'Write the name or number of a user or group of the image, for example root.');

/** A repository that packages come from; the image does not keep it. */
export const Repository = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'Name the repository with letters, digits and _ . -, for example baseos.'),
  baseurl: HttpUrl,
  /** Its public key, armored, or the key's address. Without one, signatures are not checked. */
  gpgkey: z.union([
    z.string().max(64 * KIB).regex(/^-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n[\t\r\n -~]+-----END PGP PUBLIC KEY BLOCK-----\s*$/),
    z.string().max(2048).regex(/^(https?|file):\/\/[!#-~]+$/),
  ], 'Paste the armored key (from BEGIN to END PGP PUBLIC KEY BLOCK), or write its address with http://, https:// or file:///.').optional(),
});
export type Repository = z.infer<typeof Repository>;

export const RecipeFile = z.strictObject({
  path: ImagePath,
  mode: z.string().regex(/^0?[0-7]{3}$|^[0-7]{4}$/, 'Write the mode as three or four octal digits, for example 0644.').default('0644'),
  owner: Owner.default('root'),
  group: Owner.default('root'),
  /** `base64` for what is no text. */
  encoding: z.enum(['text', 'base64']).default('text'),
  content: z.string().max(2 * FILE_BYTES),
}).superRefine((file, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['content'], message });
  const isBase64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(file.content);
  if (file.encoding === 'base64' && !isBase64) refuse('This is not base64 on one line.');
  else if (!file.content.isWellFormed()) refuse('This text holds half a character. Write it anew, or use base64.');
  else if (contentBytes(file) > FILE_BYTES) refuse('A file of a recipe may have at most 256 KiB. Put larger ones into a package.');
});
export type RecipeFile = z.infer<typeof RecipeFile>;

/** How many bytes the file will have. */
export function contentBytes({ encoding, content }: Pick<RecipeFile, 'encoding' | 'content'>): number {
  return encoding === 'text' ? new TextEncoder().encode(content).length : Math.floor(content.replace(/=+$/, '').length * 3 / 4);
}

/** A package as dnf takes it: a name, with version or architecture, a group, or a file it provides. */
const PackageName = z.string().max(256).regex(/^[@/A-Za-z0-9][A-Za-z0-9_.+:~^/@-]*$/, 'Write the name of a package, for example tmux or tmux-3.2a-4.el9.');

/** A script: each one runs on its own, and stops the customization with its first command that fails. */
const Command = z.string().max(64 * KIB, 'A command may have at most 64 KiB.').transform((text) => text.replace(/\r\n?/g, '\n'))
  .refine((text) => text.trim() !== '', 'The command is empty; write it, or remove it.')
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'A command cannot hold a NUL or half a character.');

function unique(values: readonly string[], what: string, context: z.RefinementCtx): void {
  for (const [index, value] of values.entries()) if (values.indexOf(value) !== index) context.addIssue({ code: 'custom', path: [index], message: `${what} ${value} is there twice. Remove one.` });
}

const Units = z.array(UnitName).max(128, 'At most 128 units.').superRefine((units, context) => unique(units, 'The unit', context)).default([]);

export const Recipe = z.strictObject({
  id: Slug,
  title: Text.min(1, 'Give the recipe a title.').max(100, 'At most 100 characters.'),
  description: Text.max(500, 'At most 500 characters.').optional(),
  /** The distribution of the images it is for; null: any. */
  target: TargetId.nullable().default(null),
  /** Uploaded rpm files by their sha256. */
  rpms: z.array(Sha256).max(128, 'At most 128 rpm files.').superRefine((rpms, context) => unique(rpms, 'The rpm file', context)).default([]),
  repositories: z.array(Repository).max(16, 'At most 16 repositories.').superRefine((all, context) => {
    const names = all.map(({ name }) => name.toLowerCase());
    for (const [index, name] of names.entries()) if (names.indexOf(name) !== index) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'Another repository has this name. Choose a different one.' });
  }).default([]),
  packages: z.array(PackageName).max(512, 'At most 512 packages.').superRefine((names, context) => unique(names, 'The package', context)).default([]),
  files: z.array(RecipeFile).max(256, 'At most 256 files.').superRefine((files, context) => {
    const paths = files.map(({ path }) => path);
    for (const [index, path] of paths.entries()) if (paths.indexOf(path) !== index) context.addIssue({ code: 'custom', path: [index, 'path'], message: 'Another file has this path. Remove one.' });
    if (files.reduce((sum, file) => sum + contentBytes(file), 0) > FILES_BYTES) context.addIssue({ code: 'custom', message: 'All files together may have at most 2 MiB. Put them into a package.' });
  }).default([]),
  units: z.strictObject({ enable: Units, disable: Units }).prefault({}),
  commands: z.array(Command).max(64, 'At most 64 commands.').default([]),
  /** Gives the commands a network. Packages from repositories always have one. */
  network: z.boolean().default(false),
  /** `leave`: new files get no SELinux labels here. */
  labels: z.enum(['set', 'leave']).default('set'),
}).superRefine((recipe, context) => {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (recipe.packages.length > 0 && recipe.repositories.length === 0) refuse(['repositories'], 'Name the repositories that the packages come from, or upload the packages as rpm files.');
  for (const [index, unit] of recipe.units.disable.entries()) if (recipe.units.enable.map(fullUnitName).includes(fullUnitName(unit))) refuse(['units', 'disable', index], 'This unit is to be enabled too. Remove it from one of the two lists.');
  if (isEmpty(recipe)) refuse([], 'The recipe changes nothing. Add a package, a file, a unit or a command.');
});
export type Recipe = z.infer<typeof Recipe>;

function isEmpty({ rpms, packages, files, units, commands }: { rpms: unknown[]; packages: unknown[]; files: unknown[]; units: { enable: unknown[]; disable: unknown[] }; commands: unknown[] }): boolean {
  return [rpms, packages, files, units.enable, units.disable, commands].every((list) => list.length === 0);
}

const UNIT_TYPES = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/** As systemctl completes a name without a type. */
export function fullUnitName(unit: string): string {
  return UNIT_TYPES.test(unit) ? unit : `${unit}.service`;
}

/** Whether what runs in the image gets a network: it then reaches whatever this machine reaches. */
export function needsNetwork({ network, repositories, packages }: Pick<Recipe, 'network' | 'repositories' | 'packages'>): boolean {
  return network || (repositories.length > 0 && packages.length > 0);
}
