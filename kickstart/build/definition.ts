// SPDX-License-Identifier: GPL-2.0-or-later
// An image definition: what an image to build consists of, where its packages come from, and what it is called.
import { z } from 'zod';
import { HttpUrl, MiB, Slug, Text, UnitName } from '../profile/names.ts';
import { Script } from '../profile/scripts.ts';
import { TargetId, targets } from '../profile/targets.ts';
import { nvrProblems } from './nvr.ts';
import { excludable, PayloadId, payloadProblem } from './payloads.ts';

/** Machines an image can be built for. */
export const buildArchitectures = ['x86_64', 'aarch64'] as const;

const unique = (names: readonly string[]) => new Set(names).size === names.length;
const list = <Item extends z.ZodType<string>>(item: Item, most: number, twice: string) => z.array(item).max(most, `At most ${most}.`).refine(unique, twice).default([]);

/** The installation source. `registered`: the mirror that is registered for the target under "Network boot". */
export const BuildTree = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('registered') }),
  z.strictObject({ kind: z.literal('url'), url: HttpUrl }),
  z.strictObject({ kind: z.literal('metalink'), url: HttpUrl }),
], 'Choose where the distribution comes from: the registered mirror, a URL or a metalink.');
export type BuildTree = z.infer<typeof BuildTree>;

/** Names that Anaconda keeps for itself. Source: lorax, docs/livemedia-creator.rst: "cannot be named updates". */
const RESERVED_NAMES = /^(updates|anaconda|local)$/i;

export const Repository = z.strictObject({
  /** Also the name of the file in /etc/yum.repos.d, when it is kept. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'Use at most 64 letters, digits and _ . -, for example appstream.').refine((name) => !RESERVED_NAMES.test(name), 'The installer keeps this name for itself; choose another.'),
  /** How `url` is to be read: a repository, or a list of mirrors of it. */
  kind: z.enum(['baseurl', 'metalink', 'mirrorlist'], 'Choose baseurl, metalink or mirrorlist.').default('baseurl'),
  url: HttpUrl,
  /** Lower is preferred; the installer's default is 1000. */
  cost: z.int('Write a whole number.').min(1, 'At least 1.').max(99_999, 'At most 99999.').optional(),
  /** Stay configured and enabled in the image; others are only used while it is built. */
  keep: z.boolean().default(false),
});
export type Repository = z.infer<typeof Repository>;

/** A line of %packages cannot be quoted, so only plain names and globs may stand there. */
const PackageName = z.string().max(128, 'At most 128 characters.').regex(/^[A-Za-z0-9_][A-Za-z0-9_.+*-]*$/, 'Write the name of a package, for example tmux or lm_sensors; a * stands for any characters.');
const GroupId = z.string().max(128, 'At most 128 characters.').regex(/^\^?[A-Za-z0-9][A-Za-z0-9_.+-]*$/, 'Write the id of a group, for example guest-agents, or of an environment with ^ before it, for example ^minimal-environment.');

/** One step of %post: runs as root in the new image, before imgbased finishes it. A failure stops the build. */
const Step = z.strictObject({ body: Script.shape.body, interpreter: Script.shape.interpreter });
export type Step = z.infer<typeof Step>;

const Services = z.strictObject({
  enabled: list(UnitName, 128, 'A unit is there twice; remove one of the two.'),
  disabled: list(UnitName, 128, 'A unit is there twice; remove one of the two.'),
}).superRefine(({ enabled, disabled }, context) => {
  disabled.forEach((unit, index) => {
    if (enabled.includes(unit)) context.addIssue({ code: 'custom', path: ['disabled', index], message: `${unit} is enabled and disabled at once; choose one.` });
  });
});

/** Compressions of squashfs that `livemedia-creator --compression` and the installers' kernels know. */
export const compressions = ['xz', 'zstd', 'gzip'] as const;

const NVR_PART = 'Use letters, digits and _ . + only: the dash separates name, version and release.';

export const ImageDefinition = z.strictObject({
  id: Slug,
  title: Text.min(1, 'Give the definition a title.').max(100, 'At most 100 characters.'),
  description: Text.max(500, 'At most 500 characters.').optional(),
  target: TargetId,
  arch: z.enum(buildArchitectures, 'Choose x86_64 or aarch64.').default('x86_64'),
  /** The image is called NAME-VERSION-RELEASE. All images of one node must share the name; version and release order them. */
  name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,39}$/, 'Use at most 40 letters, digits and _ . + -, for example edge-node.'),
  version: z.string().regex(/^[A-Za-z0-9_.+]{1,20}$/, NVR_PART),
  /** May hold `{date}` and `{time}` of the build. */
  release: z.string().max(40, 'At most 40 characters.').regex(/^(?:[A-Za-z0-9_.+]|\{date\}|\{time\})+$/, `${NVR_PART} {date} and {time} stand for those of the build, for example 0.{date}.0.`).default('0.{date}.0'),
  tree: BuildTree,
  repositories: z.array(Repository).max(32, 'At most 32 repositories.').default([]),
  payload: PayloadId.default('minimal'),
  packages: list(PackageName, 1000, 'A package is there twice; remove one of the two.'),
  groups: list(GroupId, 64, 'A group is there twice; remove one of the two.'),
  excluded: list(PackageName, 1000, 'A package is there twice; remove one of the two.'),
  /** Also install what packages only recommend. */
  weakDependencies: z.boolean().default(false),
  /** Also install manual pages and other documentation. */
  documentation: z.boolean().default(false),
  services: Services.default({ enabled: [], disabled: [] }),
  steps: z.array(Step).max(32, 'At most 32 steps.').default([]),
  /** Size of the root file system in MiB. */
  rootSize: MiB.min(3072, 'A node needs at least 3072 MiB.').max(262_144, 'At most 262144 MiB.').default(6144),
  compression: z.enum(compressions, 'Choose xz, zstd or gzip.').default('xz'),
  /** Build target of koji, for its command. */
  kojiTarget: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/, 'Write a build target of koji, for example virt9s-el9s.').optional(),
}).superRefine((definition, context) => {
  const refuse = (message: string, ...path: (string | number)[]) => context.addIssue({ code: 'custom', path, message });
  for (const { path, message } of nvrProblems(definition)) refuse(message, path);
  const reason = payloadProblem(definition.payload, definition.target);
  if (reason !== undefined) refuse(`${reason} ${targets[definition.target].label} cannot carry it.`, 'payload');
  definition.excluded.forEach((name, index) => {
    if (definition.packages.includes(name)) refuse(`${name} is asked for and excluded at once; choose one.`, 'excluded', index);
    else if (!excludable(name, definition)) refuse(`${name} is needed by every image of this kind; without it the node could not be installed, started or upgraded.`, 'excluded', index);
  });
  const environments = definition.groups.filter((group) => group.startsWith('^'));
  if (environments.length > 1) refuse('Only one environment (^...) can be chosen.', 'groups');
  const names = definition.repositories.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) refuse(`There are two repositories called ${name}; give one another name.`, 'repositories', index, 'name');
  });
});
export type ImageDefinition = z.infer<typeof ImageDefinition>;
