// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: random valid profiles and hosts over every field, with text as nasty as the schema allows.
import fc from 'fast-check';
import * as value from './arbitrary-text.ts';
import { extra } from './arbitrary-extra.ts';
import { Disk } from './disk.ts';
import { Host } from './host.ts';
import { keyboardLayouts } from './locale.ts';
import { locales } from './locales.ts';
import { weekDays } from './maintenance-window.ts';
import { bondModes, interfaceName, type Interface } from './network.ts';
import { Profile, type ProfileInput } from './profile.ts';
import { presetVolumes, volumeName, type Volume } from './storage.ts';
import { fixedSize, leastPoolSize } from './storage-rules.ts';
import { lacks, targetIds, type TargetId } from './targets.ts';
import { timezones } from './timezones.ts';

const some = <T>(one: fc.Arbitrary<T>, max: number) => fc.uniqueArray(one, { maxLength: max, selector: (item) => JSON.stringify(item) });
const int = (min: number, max: number) => fc.integer({ min, max });

const image = fc.record(
  { url: value.httpUrl, checksum: value.sha256, proxy: value.proxyUrl, noverifyssl: fc.boolean(), nvr: value.joined('my-node', value.of('abc_.+', 0, 8), '-', value.of('0123456789.', 1, 8), '-', value.of('0123456789.', 1, 8)), channel: value.slug },
  { requiredKeys: ['url', 'noverifyssl'] },
);

/** Any way to name a disk. */
export const arbitraryDisk: fc.Arbitrary<Disk> = fc.oneof(
  fc.record({ by: fc.constant('id' as const), id: value.joined(value.of('abcXYZ09', 1, 1), value.of('abcXYZ019._:+-', 0, 30)) }),
  fc.record({ by: fc.constant('wwn' as const), wwn: value.joined(fc.constantFrom('0x', 'eui.'), value.of('0123456789abcdef', 16, 16), fc.constantFrom('', '0123456789abcdef')) }),
  fc.record({ by: fc.constant('serial' as const), serial: value.of('abcXYZ019._-', 1, 20) }),
  fc.record({ by: fc.constant('device' as const), device: fc.oneof(fc.constantFrom('sda', 'nvme0n1', 'vdb', 'mmcblk0', 'dasda'), value.joined('mapper/', value.of('abcXYZ019._-', 1, 20))) }),
  fc.record({ by: fc.constant('size' as const), pick: fc.constantFrom('smallest' as const, 'largest' as const), min: int(1, 500), max: int(500, 5000) }, { requiredKeys: ['by', 'pick'] }),
).filter((disk) => Disk.safeParse(disk).success);

const fstype = fc.constantFrom('xfs' as const, 'ext4' as const);
const mount = fc.oneof(fc.constantFrom('/var', '/var/log', '/var/log/audit', '/var/crash', '/var/tmp', '/home', '/tmp', '/srv', '/var/lib/images'), value.mountPoint);
const volume: fc.Arbitrary<Volume> = fc.record({ mount, own: fc.option(value.lvmName), size: int(300, 40_000), fstype })
  .map(({ mount, own, size, fstype }) => ({ mount, name: own ?? volumeName(mount), size, fstype }));
const varVolume: fc.Arbitrary<Volume> = fc.record({ mount: fc.constant('/var'), name: fc.constant('var'), size: int(300, 40_000), fstype });
const volumes = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(varVolume, fc.uniqueArray(volume, { maxLength: 8, selector: ({ mount }) => mount })).map(([first, rest]) => [first, ...rest.filter(({ mount }) => mount !== '/var')]) },
  { weight: 1, arbitrary: fc.constant(presetVolumes.nist) },
  { weight: 1, arbitrary: fc.constant(presetVolumes.minimal) },
).map((list) => [...list]);
const passphrase = value.text(8, 40).map((text) => text.replace(/[^\x20-\x7e]/g, '~'));

const storage = fc.record({
  preset: fc.constantFrom('nist' as const, 'minimal' as const, 'custom' as const),
  disk: arbitraryDisk,
  zerombr: fc.boolean(),
  boot: fc.oneof(fc.constant({ method: 'reqpart' as const }), fc.record({ method: fc.constant('part' as const), size: int(1100, 4096), fstype })),
  vg: value.lvmName,
  reserved: fc.oneof(int(2048, 10_000), int(0, 1)),
  poolName: value.lvmName,
  metadata: fc.option(int(1024, 16_192)),
  root: fc.record({ name: fc.oneof(fc.constant('root'), value.lvmName), size: int(300, 50_000), fstype }),
  volumes,
  swap: fc.oneof(fc.constant(0), int(1, 64_000)),
  luks: fc.option(fc.record({ passphrase })),
  poolSlack: fc.option(int(0, 100_000)),
  diskSlack: fc.option(int(0, 100_000)),
}).map(({ poolName, metadata, poolSlack, diskSlack, luks, ...rest }) => {
  const pool = { name: poolName, ...(metadata !== null && { metadata }) };
  const least = Math.max(leastPoolSize({ ...rest, pool }), 2 * rest.root.size);
  const size = poolSlack === null ? undefined : least + poolSlack;
  return {
    ...rest,
    pool: { ...pool, ...(size !== undefined && { size }) },
    ...(luks !== null && { luks }),
    ...(diskSlack !== null && { diskSize: fixedSize({ ...rest, pool }) + (size ?? least) + diskSlack }),
  };
});

const time = fc.tuple(int(0, 23), int(0, 59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const days = fc.oneof(fc.constant('daily'), fc.uniqueArray(fc.constantFrom(...weekDays), { minLength: 1 }).map((names) => names.join(',')));
/** Any maintenance window. */
export const arbitraryWindow = fc.oneof(fc.constantFrom('never', 'any'), fc.tuple(days, time, time).filter(([, begin, end]) => begin !== end).map(([names, begin, end]) => `${names} ${begin}-${end}`));
const upgrade = fc.record({ agent: fc.boolean(), window: arbitraryWindow, healthMinutes: int(1, 120) });
const layout = fc.record({ init: fc.boolean(), nodeStorage: fc.constantFrom('full' as const, 'minimal' as const), upgrade });

const locale = fc.record({
  lang: fc.constantFrom(...locales),
  keyboards: fc.array(fc.constantFrom(...keyboardLayouts), { minLength: 1, maxLength: 4 }),
  timezone: fc.constantFrom(...timezones),
  utc: fc.boolean(),
  ntp: fc.oneof(
    fc.constantFrom({ mode: 'default' as const }, { mode: 'off' as const }),
    fc.record({ mode: fc.constant('servers' as const), servers: fc.array(fc.oneof(value.hostname, value.ipv4, value.ipv6), { minLength: 1, maxLength: 5 }) }),
  ),
});

const staticIpv4 = fc.record({ address: value.ipv4, prefix: int(1, 32), routed: fc.boolean() })
  .map(({ address, prefix, routed }) => ({ method: 'static' as const, address, prefix, ...(routed && { gateway: address }) }));
const addressing = {
  ipv4: fc.oneof(fc.constantFrom({ method: 'dhcp' as const }, { method: 'disabled' as const }), staticIpv4),
  ipv6: fc.oneof(
    fc.constantFrom({ method: 'auto' as const }, { method: 'dhcp' as const }, { method: 'disabled' as const }),
    fc.record({ method: fc.constant('static' as const), address: value.ipv6, prefix: int(1, 128), gateway: value.ipv6 }, { requiredKeys: ['method', 'address', 'prefix'] }),
  ),
  nameservers: fc.array(fc.oneof(value.ipv4, value.ipv6), { maxLength: 6 }),
  mtu: int(576, 65_535),
  onboot: fc.boolean(),
};
/** Everything but the MTU must be there. */
const must = ['kind', 'ipv4', 'ipv6', 'nameservers', 'onboot'] as const;
const members = fc.uniqueArray(value.device, { minLength: 1, maxLength: 4 });
const nic: fc.Arbitrary<Interface> = fc.oneof(
  fc.record({ kind: fc.constant('ethernet' as const), device: fc.oneof(fc.constantFrom('link', 'bootif', 'eno1'), value.mac, value.device), ...addressing }, { requiredKeys: [...must, 'device'] }),
  fc.record({ kind: fc.constant('bond' as const), device: value.device, members, mode: fc.constantFrom(...bondModes), miimon: int(0, 10_000), ...addressing }, { requiredKeys: [...must, 'device', 'members', 'mode', 'miimon'] }),
  fc.record({ kind: fc.constant('vlan' as const), parent: value.device, vlanId: int(1, 4094), ...addressing }, { requiredKeys: [...must, 'parent', 'vlanId'] }),
  fc.record({ kind: fc.constant('bridge' as const), device: value.device, members, stp: fc.boolean(), ...addressing }, { requiredKeys: [...must, 'device', 'members', 'stp'] }),
);
/** Interfaces of a machine, each device in one role. */
export const arbitraryInterfaces: fc.Arbitrary<Interface[]> = fc.uniqueArray(nic, { minLength: 1, maxLength: 5, selector: interfaceName }).map((interfaces) => {
  const taken = new Set<string>();
  return interfaces.filter((one) => {
    if (one.kind !== 'bond' && one.kind !== 'bridge') return true;
    const free = one.members.every((member) => !taken.has(member));
    for (const member of one.members) taken.add(member);
    return free;
  });
}).filter(([first, second]) => first !== undefined && (second !== undefined || first.ipv4.method !== 'disabled' || first.ipv6.method !== 'disabled'));
const network = fc.record({ hostname: value.hostname, interfaces: arbitraryInterfaces }, { requiredKeys: ['interfaces'] });

const keys = some(value.sshKey, 3);
const users = (target: TargetId) => {
  const hash = lacks(target, 'yescrypt') === undefined ? fc.oneof(value.hash, value.yescrypt) : value.hash;
  const allowSsh = lacks(target, 'rootAllowSsh') === undefined ? fc.boolean() : fc.constant(false);
  const account = fc.record(
    { name: value.userName, gecos: value.text(1, 40).map((text) => text.replaceAll(':', ';')), groups: some(value.userName, 4), hash, uid: int(1000, 60_000), shell: value.path, sshKeys: keys },
    { requiredKeys: ['name', 'groups', 'sshKeys'] },
  );
  return fc.record({
    root: fc.oneof(
      fc.record({ password: fc.constant('locked' as const), sshKeys: keys }),
      fc.record({ password: fc.constant('hashed' as const), hash, allowSsh, sshKeys: keys }),
    ),
    accounts: fc.uniqueArray(account, { maxLength: 4, selector: ({ name }) => name }),
  });
};

const port = fc.tuple(int(1, 30_000), fc.option(int(30_000, 65_535)), fc.constantFrom('tcp', 'udp')).map(([from, to, protocol]) => `${from}${to === null ? '' : `-${to}`}:${protocol}`);
const services = fc.record({
  units: some(value.unit, 8), cockpit: fc.boolean(), selinux: fc.constantFrom('enforcing' as const, 'permissive' as const, 'disabled' as const),
  firewall: fc.option(fc.record({ services: some(value.joined(value.of('abc0', 1, 1), value.of('abc09-', 0, 10)), 4), ports: some(port, 4) })),
}).map(({ units, firewall, ...rest }) => ({
  ...rest,
  enabled: units.filter((_, index) => index % 2 === 0), disabled: units.filter((_, index) => index % 2 === 1),
  firewall: firewall === null ? { enabled: false, services: [], ports: [] } : { enabled: true, ...firewall },
}));

const script = fc.record(
  { section: fc.constantFrom('pre' as const, 'pre-install' as const, 'post' as const, 'onerror' as const), body: value.scriptBody, interpreter: value.path, log: value.path, erroronfail: fc.boolean(), nochroot: fc.boolean() },
  { requiredKeys: ['section', 'body', 'erroronfail', 'nochroot'] },
).map((one) => ({ ...one, nochroot: one.nochroot && one.section === 'post' }));

const finish = (target: TargetId) => fc.record({
  action: fc.constantFrom('reboot' as const, 'poweroff' as const, 'halt' as const),
  eject: fc.boolean(),
  display: fc.constantFrom('text' as const, 'cmdline' as const, 'graphical' as const),
  kdump: lacks(target, 'kdumpAddon') !== undefined ? fc.constant({ mode: 'default' as const }) : fc.oneof(
    fc.constantFrom({ mode: 'default' as const }, { mode: 'disabled' as const }),
    fc.record({ mode: fc.constant('enabled' as const), reserve: fc.oneof(fc.constant('auto' as const), int(64, 16_384)) }),
  ),
  kernelArguments: some(value.kernelArgument, 5),
  eula: lacks(target, 'eula') === undefined ? fc.boolean() : fc.constant(false),
}).map((one) => ({ ...one, eject: one.eject && one.action !== 'halt' }));

/** Random valid profiles, for one target or for any. */
export function arbitraryProfile(target?: TargetId): fc.Arbitrary<Profile> {
  const chosen = target === undefined ? fc.constantFrom(...targetIds) : fc.constant(target);
  return chosen.chain((id): fc.Arbitrary<ProfileInput> => fc.record(
    {
      format: fc.constant(1 as const), id: value.slug, title: value.text(1, 60), description: value.text(0, 120), target: fc.constant(id), image, storage, layout, locale, network,
      users: users(id), services, scripts: fc.array(script, { maxLength: 4 }), finish: finish(id), extra: extra(id),
    },
    { requiredKeys: ['format', 'id', 'title', 'target', 'image', 'storage', 'layout', 'locale', 'network', 'users', 'services', 'scripts', 'finish', 'extra'] },
  )).filter((input) => Profile.safeParse(input).success).map((input) => Profile.parse(input));
}

/** Random valid hosts of a profile. */
export function arbitraryHost(profile = 'any'): fc.Arbitrary<Host> {
  return fc.record({
    hostname: value.hostname, macs: fc.uniqueArray(value.mac, { minLength: 1, maxLength: 4 }), profile: fc.constant(profile),
    overrides: fc.record({ interfaces: arbitraryInterfaces, disk: arbitraryDisk, kernelArguments: some(value.kernelArgument, 3) }, { requiredKeys: [] }),
  }).filter((input) => Host.safeParse(input).success).map((input) => Host.parse(input));
}
