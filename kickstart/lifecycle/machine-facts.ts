// SPDX-License-Identifier: GPL-2.0-or-later
// What the installer sees of a machine: its disks, network cards, memory, and the disk it would erase, out of the report `started` or `waiting`.
import { z } from 'zod';
import { readLinks, type Link } from './links.ts';
import { plainLine } from './plain-text.ts';
import type { ReportText } from './report-text.ts';

export type DiskPart = { readonly name: string; /** Bytes. */ readonly size: number | null; readonly fstype: string | null; readonly label: string | null };
export type MachineDisk = { readonly name: string; /** Bytes. */ readonly size: number | null; readonly model: string | null; readonly serial: string | null; /** Partitions and what lies on them. */ readonly children: readonly DiskPart[] };

/** What is not known is null. */
export type MachineFacts = {
  readonly serial: string | null;
  readonly product: string | null;
  readonly memoryKiB: number | null;
  readonly cpus: number | null;
  /** Whether the installer has the add-on org_imgbased. */
  readonly addon: 'present' | 'missing' | null;
  readonly disks: readonly MachineDisk[] | null;
  readonly links: readonly Link[] | null;
  /** Names of the disks that the kickstart erases, for example `sda`. */
  readonly target: readonly string[] | null;
};

const MOST = { disks: 64, children: 64, targets: 16, name: 128 } as const;

const text = z.string().nullish().catch(null);
/** util-linux before 2.33 writes numbers as text. */
const bytes = z.coerce.number().int().nonnegative().nullish().catch(null);
const Device = z.object({ name: z.string(), type: text, size: bytes, model: text, serial: text, fstype: text, label: text, children: z.array(z.unknown()).catch([]).optional() });
type Device = z.infer<typeof Device>;
const Listing = z.object({ blockdevices: z.array(z.unknown()) });

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // not JSON, or nested deeper than any listing
  }
}

const word = (value: string | null | undefined): string | null => plainLine(value ?? '', MOST.name) || null;

/** Everything below a device, nearest first. Walked by hand, because text from outside may be nested as deep as it likes. */
function partsOf(device: Device): DiskPart[] {
  const waiting = [...(device.children ?? [])];
  const parts: DiskPart[] = [];
  while (waiting.length > 0 && parts.length < MOST.children) {
    const child = Device.safeParse(waiting.shift());
    const name = child.success ? word(child.data.name) : null;
    if (!child.success || name === null) continue;
    parts.push({ name, size: child.data.size ?? null, fstype: word(child.data.fstype), label: word(child.data.label) });
    waiting.push(...(child.data.children ?? []));
  }
  return parts;
}

function disksOf(json: string): MachineDisk[] | null {
  const listing = Listing.safeParse(parsed(json));
  if (!listing.success) return null;
  return listing.data.blockdevices.slice(0, MOST.disks * 4).flatMap((item): MachineDisk[] => {
    const device = Device.safeParse(item);
    const name = device.success ? word(device.data.name) : null;
    // Drives without a medium have no size; CDs, loops and memory disks are nothing to install on.
    if (!device.success || name === null || (device.data.type ?? 'disk') !== 'disk' || device.data.size === 0 || /^(zram|ram|loop|fd)[0-9]/.test(name)) return [];
    return [{ name, size: device.data.size ?? null, model: word(device.data.model), serial: word(device.data.serial), children: partsOf(device.data) }];
  }).slice(0, MOST.disks);
}

function wholeNumber(value: string | undefined, most: number): number | null {
  const number = /^\s{0,20}([0-9]{1,15})\s*(?:kB)?\s*$/.exec(value ?? '')?.[1];
  return number === undefined || Number(number) > most ? null : Number(number);
}

function targetOf(value: string | undefined): string[] | null {
  if (value === undefined) return null;
  const names = value.slice(0, 4096).split(/[\s,]+/).map((name) => plainLine(name, MOST.name)).filter((name) => name !== '');
  return [...new Set(names)].slice(0, MOST.targets);
}

/** The facts in a report; never throws, and every text in them is one bounded line without control characters. */
export function machineFacts(report: ReportText): MachineFacts {
  const addon = plainLine(report.addon ?? '', 20);
  return {
    serial: word(report.serial),
    product: word(report.product),
    memoryKiB: wholeNumber(report.memory, 2 ** 50),
    cpus: wholeNumber(report.cpus, 65_536),
    addon: addon === 'present' || addon === 'missing' ? addon : null,
    disks: report.disks === undefined ? null : disksOf(report.disks),
    links: report.links === undefined ? null : readLinks(report.links),
    target: targetOf(report.target),
  };
}

export type { Link };
