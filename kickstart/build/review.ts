// SPDX-License-Identifier: GPL-2.0-or-later
// What a person should know about a definition before building: what would fail, and what would be regretted.
import { lacks, targets } from '../profile/targets.ts';
import type { ImageDefinition } from './definition.ts';
import { buildMethods, livemediaProblems } from './livemedia-rules.ts';
import { nvrOf } from './nvr.ts';
import { payloads } from './payloads.ts';
import { buildStatements, type BuildFacts } from './statements.ts';

export type Finding = {
  /** `error`: the build or the image would fail. `warning`: to be weighed. */
  readonly level: 'error' | 'warning';
  /** Dotted path into the definition. */
  readonly field: string;
  readonly message: string;
};

function sourceFindings({ repositories, payload, target, tree }: ImageDefinition): (Finding | false)[] {
  const warn = (field: string, message: string): Finding => ({ level: 'warning', field, message });
  const isPlain = tree.kind !== 'registered' && tree.url.startsWith('http:');
  return [
    repositories.length === 0 && warn('repositories', 'No repository is named, and no distribution carries imgbased itself. Unless the installation source is one of your own that has the package imgbased, name a repository that has it.'),
    repositories.length > 0 && payload === 'ovirt' && repositories.length < 2 && warn('repositories', `oVirt needs AppStream, and its own repositories beside it (${targets[target].label}); only one repository is named.`),
    (isPlain || repositories.some(({ url }) => url.startsWith('http:'))) && warn('tree', 'Packages come over http. The installer does not check signatures of packages while it builds: who can change the traffic can change the image. Use https where the mirror has it.'),
  ];
}

function nameFindings(definition: ImageDefinition): (Finding | false)[] {
  const fixed = !/\{(date|time)\}/.test(definition.release);
  return [fixed && {
    level: 'warning', field: 'release', message: `Every build will be called ${nvrOf(definition, 0)}. A node cannot be upgraded to an image of the name it has already: raise the release before each build, or let it hold {date}.`,
  }];
}

function systemFindings({ target, arch, compression, services, rootSize, payload, weakDependencies }: ImageDefinition): (Finding | false)[] {
  const clone = lacks(target, 'layerUpdates');
  const plain = services.disabled.map((unit) => unit.replace(/\.(service|socket)$/, ''));
  return [
    clone !== undefined && { level: 'warning', field: 'target', message: clone },
    compression === 'zstd' && !target.startsWith('fedora') && { level: 'warning', field: 'compression', message: 'Not every kernel of Enterprise Linux reads squashfs with zstd, neither the installer\'s nor that of a node which is upgraded. xz is read by all.' },
    plain.includes('sshd') && plain.includes('cockpit') && { level: 'warning', field: 'services.disabled', message: 'Neither SSH nor Cockpit will run: the node can only be reached at its console.' },
    payload !== 'minimal' && rootSize < 5120 && { level: 'warning', field: 'rootSize', message: `${payloads[payload].label} fills about 4 GiB; with ${rootSize} MiB the installation may run out of space. Give at least 5120 MiB.` },
    weakDependencies && payload === 'ovirt' && { level: 'warning', field: 'weakDependencies', message: 'Recommended packages of oVirt bring packages that its own images leave out.' },
    arch === 'aarch64' && payload === 'ovirt' && { level: 'warning', field: 'arch', message: 'oVirt publishes its packages for x86_64 only; on aarch64 they must be built first.' },
  ];
}

/** Everything worth saying about the definition, errors first. A problem that livemedia-creator has in both of its ways is said once. */
export function buildFindings(definition: ImageDefinition, facts: BuildFacts): Finding[] {
  const statements = buildStatements(definition, facts);
  const refused = new Map(buildMethods.flatMap((method) => livemediaProblems(statements, method)).map(({ field, message }) => [message, { level: 'error', field, message } as const]));
  const said = [...sourceFindings(definition), ...nameFindings(definition), ...systemFindings(definition)].filter((finding) => finding !== false);
  return [...refused.values(), ...said].sort((one, other) => Number(one.level === 'warning') - Number(other.level === 'warning'));
}
