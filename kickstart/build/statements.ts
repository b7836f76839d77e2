// SPDX-License-Identifier: GPL-2.0-or-later
// An image definition -> the statements of its build kickstart.
import { command, options, type Section, type Statement } from '../language/statement.ts';
import { targets } from '../profile/targets.ts';
import type { ImageDefinition, Repository } from './definition.ts';
import { nvrOf } from './nvr.ts';
import { exclusionsOf, packagesOf, unitsOf } from './payloads.ts';
import { buildScripts } from './steps.ts';

/** What the definition does not hold itself. */
export type BuildFacts = {
  /** Milliseconds since 1970: the release may hold the date. */
  readonly now: number;
  /** URL of the mirror that is registered for the target and architecture; undefined when there is none. */
  readonly mirror: string | undefined;
};

const at = (field: string) => ({ slice: 'build', field });
const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function treeStatement({ tree }: ImageDefinition, { mirror }: BuildFacts): Statement {
  const url = tree.kind === 'registered' ? mirror : tree.url;
  if (url === undefined) return { kind: 'comment', text: 'The url is missing: no mirror is registered for this target.', from: at('tree') };
  return command('url', at('tree'), options(tree.kind === 'metalink' ? { '--metalink': url } : { '--url': url }));
}

function repositoryStatement({ name, kind, url, cost, keep }: Repository, index: number): Statement {
  return command('repo', at(`repositories.${index}`), options({ '--name': name, [`--${kind}`]: url, '--cost': cost, '--install': keep }));
}

/** Says nothing of a machine: a node gets its own settings from its own kickstart. */
function systemStatements(definition: ImageDefinition): Statement[] {
  const plain = (unit: string) => unit.replace(/\.service$/, '');
  const disabled = definition.services.disabled;
  const refused = new Set(disabled.map(plain));
  const enabled = [...new Set([...unitsOf(definition), ...definition.services.enabled])].filter((unit) => !refused.has(plain(unit)));
  return [
    command('lang', at('target'), [], ['en_US.UTF-8']),
    command('keyboard', at('target'), options({ '--xlayouts': 'us' })),
    command('timezone', at('target'), options({ '--utc': true }), ['Etc/UTC']),
    command('network', at('target'), options({ '--bootproto': 'dhcp', '--device': 'link', '--activate': true })),
    command('rootpw', at('target'), options({ '--lock': true })),
    command('selinux', at('target'), options({ '--enforcing': true })),
    command('firewall', at('target'), options({ '--enabled': true, '--service': 'ssh' })),
    command('firstboot', at('target'), options({ '--disable': true })),
    command('services', at('services'), options({ '--disabled': disabled.join(','), '--enabled': enabled.join(',') })),
  ];
}

/** One root file system and nothing else, because that is what becomes the image. Without a boot loader: a node's installer writes its own. */
function storageStatements({ rootSize }: ImageDefinition): Statement[] {
  return [
    command('zerombr', at('rootSize')),
    command('clearpart', at('rootSize'), options({ '--all': true, '--initlabel': true })),
    command('bootloader', at('rootSize'), options({ '--location': 'none' })),
    command('part', at('rootSize'), options({ '--fstype': 'ext4', '--size': rootSize }), ['/']),
    command('shutdown', at('rootSize')),
  ];
}

/** The lines of %packages: groups, packages, exclusions. */
export function packageLines(definition: ImageDefinition): { readonly groups: string[]; readonly environment: string | undefined; readonly packages: string[]; readonly excluded: string[] } {
  return {
    environment: definition.groups.find((group) => group.startsWith('^'))?.slice(1),
    groups: definition.groups.filter((group) => !group.startsWith('^')),
    packages: [...new Set([...packagesOf(definition), ...definition.packages])].sort(byText),
    excluded: [...new Set([...exclusionsOf(definition), ...definition.excluded])].filter((name) => !definition.packages.includes(name)).sort(byText),
  };
}

/** The spelling of this option changed: each release gets the one it knows. */
function packagesSection(definition: ImageDefinition): Section {
  const { environment, groups, packages, excluded } = packageLines(definition);
  const isOld = targets[definition.target].kickstart === 'RHEL8';
  const lines = [...(environment === undefined ? [] : [`@^${environment}`]), ...groups.map((group) => `@${group}`), ...packages, ...excluded.map((name) => `-${name}`)];
  return {
    kind: 'section', name: '%packages', args: [], body: `${lines.join('\n')}\n`, from: at('packages'),
    options: options({ '--excludedocs': !definition.documentation, [isOld ? '--excludeWeakdeps' : '--exclude-weakdeps']: !definition.weakDependencies }),
  };
}

/** Every statement of the build kickstart, in order. */
export function buildStatements(definition: ImageDefinition, facts: BuildFacts): Statement[] {
  const comment = (text: string, field: string): Statement => ({ kind: 'comment', text, from: at(field) });
  return [
    comment(`Basewright image definition ${definition.id}, for ${definition.target} (${definition.arch})`, 'id'),
    comment('Only for building an image. Never boot a machine with it: its disks would be erased.', 'id'),
    treeStatement(definition, facts),
    ...definition.repositories.map(repositoryStatement),
    ...systemStatements(definition),
    ...storageStatements(definition),
    packagesSection(definition),
    ...buildScripts(definition, nvrOf(definition, facts.now)),
  ];
}
