// SPDX-License-Identifier: GPL-2.0-or-later
// What pykickstart accepts although the installer would stumble over it: the cheap checks on an imported kickstart.
import { notShipped } from '#kickstart/language/commands.ts';
import type { KickstartVersion } from '#kickstart/language/versions.ts';
import type { OracleResult } from '#kickstart/oracle/result.ts';
import { Hostname } from '#kickstart/profile/names.ts';
import type { ValidationResult } from './validate.ts';

type Command = OracleResult['commands'][number];

/** Where the installed system comes from: the last of these wins, silently. */
const SOURCES = new Set(['bootc', 'cdrom', 'harddrive', 'hmc', 'liveimg', 'nfs', 'ostreecontainer', 'ostreesetup', 'url']);

/** The value of `--option=value` or `--option value`; the last one counts. Undefined when it is not given. */
function valueOf({ args }: Command, option: string): string | undefined {
  const index = args.findLastIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  if (index < 0) return undefined;
  return args[index]?.startsWith(`${option}=`) ? args[index].slice(option.length + 1) : args[index + 1];
}

const warning = (line: number | null, message: string): ValidationResult => ({ line, level: 'warning', message });
const error = (line: number | null, message: string): ValidationResult => ({ line, level: 'error', message });

const rules: Readonly<Record<string, (command: Command) => (ValidationResult | undefined)[]>> = {
  liveimg: (command) => [
    /^(https?|file):\/\/./.test(valueOf(command, '--url') ?? '') ? undefined
      : error(command.line, 'liveimg: the address of the image must begin with http://, https:// or file://.'),
    valueOf(command, '--checksum') === undefined
      ? warning(command.line, 'liveimg without --checksum: older installers take an error page or half a file for the image.')
      : /^[0-9a-fA-F]{64}$/.test(valueOf(command, '--checksum') ?? '') ? undefined
        : error(command.line, 'liveimg: the checksum must be the 64 hexadecimal digits of sha256sum; the installation would stop after the download.'),
  ],
  network: (command) => {
    const hostname = valueOf(command, '--hostname');
    const vlan = valueOf(command, '--vlanid');
    return [
      hostname === undefined || Hostname.safeParse(hostname).success ? undefined : error(command.line, `network: "${hostname}" is not a host name.`),
      vlan === undefined || /^[0-9]{1,4}$/.test(vlan) && Number(vlan) >= 1 && Number(vlan) <= 4094 ? undefined
        : error(command.line, `network: VLAN ${vlan} does not exist; use 1 to 4094.`),
      ['--hostname', '--nameserver', '--mtu', '--ip', '--netmask', '--gateway', '--device'].some((option) => /\s/.test(valueOf(command, option) ?? ''))
        ? error(command.line, 'network: a value with a blank becomes further boot arguments of the installer; remove the blank.') : undefined,
    ];
  },
  rootpw: (command) => [
    command.args.includes('--iscrypted') && !command.args.some((arg) => arg.startsWith('$'))
      ? error(command.line, 'rootpw --iscrypted: this is not a password hash (it begins with $6$ or $y$); nobody could log in with it.') : undefined,
    command.args.includes('--plaintext') ? warning(command.line, 'rootpw --plaintext: everyone who can read the kickstart knows the password; use a hash.') : undefined,
  ],
  user: (command) => {
    const name = valueOf(command, '--name') ?? '';
    return [/^[a-z_][a-z0-9_-]{0,31}$/.test(name) ? undefined : error(command.line, `user: "${name}" is not a user name that can be made.`)];
  },
};
const partition = (command: Command): (ValidationResult | undefined)[] => {
  const size = valueOf(command, '--size');
  return [size !== undefined && Number(size) <= 0 ? error(command.line, `${command.name}: a size of ${size} MiB cannot be made.`) : undefined];
};

function repeatedMounts(commands: readonly Command[]): ValidationResult[] {
  const seen = new Map<string, number>();
  return commands.flatMap((command) => {
    if (!['logvol', 'part', 'partition', 'raid'].includes(command.name)) return [];
    const mount = command.args.find((arg) => arg.startsWith('/'));
    if (mount === undefined) return [];
    const first = seen.get(mount);
    seen.set(mount, first ?? command.line);
    return first === undefined ? [] : [error(command.line, `${mount} is already made in line ${first}; one of the two is lost.`)];
  });
}

function rivalSources(commands: readonly Command[]): ValidationResult[] {
  const [first, ...others] = commands.filter(({ name }) => SOURCES.has(name));
  return others.flatMap(({ name, line }) =>
    first === undefined || first.name === name && name !== 'liveimg' ? []
      : [error(line, `${name}: line ${first.line} (${first.name}) already says where the system comes from; keep one of them.`)]);
}

function unshippedOptions(commands: readonly Command[], version: KickstartVersion): ValidationResult[] {
  return commands.flatMap((command) => command.args.filter((arg) => arg.startsWith('--')).flatMap((arg) => {
    const option = arg.replace(/=.*/s, '');
    const missing = notShipped(version, command.name, option);
    if (missing === undefined) return [];
    const where = missing.kind === 'lacking' ? 'no installer of this version has it' : `installers of early minor releases lack it (it came with pykickstart ${missing.pykickstart})`;
    return [warning(command.line, `${command.name} ${option}: ${where} and would stop at this line.`)];
  }));
}

function scriptLineEnds({ scripts }: OracleResult): ValidationResult[] {
  return scripts.filter(({ body }) => body.includes('\r'))
    .map(({ line, section }) => warning(line, `${section}: the lines end in CR LF; a shell stumbles over the CR. Save the file with LF line ends.`));
}

/** Problems beside those of pykickstart. `answer` is what the oracle said about the text. */
export function lint(answer: OracleResult, version: KickstartVersion): ValidationResult[] {
  const { commands } = answer;
  const found = commands.flatMap((command) => {
    const rule = command.name === 'part' || command.name === 'partition' || command.name === 'logvol' ? partition : rules[command.name];
    return (rule?.(command) ?? []).filter((result) => result !== undefined);
  });
  const certificate = answer.certificates.length > 0 ? notShipped(version, '%certificate', '--filename') : undefined;
  if (certificate !== undefined) found.push(warning(null, '%certificate: not every installer of this version knows this section.'));
  return [...found, ...repeatedMounts(commands), ...rivalSources(commands), ...unshippedOptions(commands, version), ...scriptLineEnds(answer)];
}
