// SPDX-License-Identifier: GPL-2.0-or-later
// A machine as the boot plane sees it: it asks for its script and its kickstart, fetches the image, and reports by the token in the kickstart.
import { get as httpGet } from 'node:http';
import type { RunningServer } from './frame/server.ts';
import { expect } from './frame/test.ts';

const GIB = 1024 ** 3;

/** What the installer sees before it touches anything; the disk `sda` holds an old system. */
export const FACTS = {
  serial: 'CZ31234567',
  product: 'ProLiant DL360 Gen10',
  memory: '134217728',
  cpus: '32',
  disks: JSON.stringify({
    blockdevices: [
      {
        name: 'sda', type: 'disk', size: 447 * GIB, model: 'MZ7LH480', serial: 'S45PNA0M500', children: [
          { name: 'sda1', type: 'part', size: GIB, fstype: 'xfs', label: 'boot' }, { name: 'sda2', type: 'part', size: 400 * GIB, fstype: 'LVM2_member', label: null },
        ],
      },
      { name: 'sdb', type: 'disk', size: 3726 * GIB, model: 'ST4000NM', serial: 'ZC1A', children: [] },
    ],
  }),
  links: JSON.stringify([{ ifname: 'eno1', link_type: 'ether', address: '52:54:00:20:00:01', addr_info: [{ family: 'inet', local: '192.0.2.20', scope: 'global' }] }]),
  target: 'sda',
  addon: 'present',
} as const;

export const NVR = 'ovirt-node-ng-4.5.5-0.20261101.0';

/** What the add-on posts when base and layer are made. */
export const LAYOUT = {
  format: 1, addon: '1.0', outcome: 'done', nvr: NVR, base: NVR, layer: `${NVR}+1`, seconds: { check: 1.2, imgbase: 41.5 },
  pool: { name: 'pool00', size: 300 * GIB, free: 280 * GIB, metadata: GIB }, volumeGroup: { name: 'HostVG', size: 446 * GIB, free: 30 * GIB },
  volumesMade: [], warnings: ['The pool has no room to spare for three more layers.'], fixes: ['discards were switched on for the pool'], error: null,
};

const CHECK = ['Status: OK', 'Bootloader ... OK', '  Layer boot entries ... OK', '  Valid boot entries ... OK', 'Mount points ... OK', '  Separate /var ... OK', 'Basic storage ... OK', '  Thin pool ... OK'].join('\n');

/** What the booted node says of itself. */
export const CHECK_IN = {
  layer: `You are on ${NVR}+1`, layout: `${NVR}\n +- ${NVR}+1`, check: CHECK, kernel: '5.14.0-503.el9.x86_64',
  addresses: JSON.stringify([{ ifname: 'eno1', link_type: 'ether', address: '52:54:00:20:00:01', addr_info: [{ family: 'inet', local: '192.0.2.20', scope: 'global' }] }]), 'failed-units': '',
};

/** The text of a report in sections. */
export function sections(content: Readonly<Record<string, string>>): string {
  return Object.entries(content).map(([name, text]) => `@${name}\n${text}\n`).join('');
}

export type Machine = {
  /** What its boot loader gets. @param facts its query, as the chain script sends it */
  script: (facts?: Readonly<Record<string, string>>) => Promise<string>;
  /** Fetches the kickstart and keeps its token. */
  fetchKickstart: () => Promise<string>;
  /** The status with which the kickstart is answered. @param from another address of the loopback to ask from */
  kickstartStatus: (from?: string) => Promise<number>;
  report: (kind: string, body?: string) => Promise<string>;
  decision: () => Promise<string>;
  /** Starts to fetch the image and stops after some bytes; the rest never goes out. */
  fetchSomeOf: (imagePath: string, bytes: number) => Promise<void>;
  /** As far as the image on the disk: kickstart, started, storage, and the begin of the layout step. */
  installImage: () => Promise<void>;
};

/** A machine with this MAC address. */
export function machineOf({ bootUrl }: Pick<RunningServer, 'bootUrl'>, mac: string): Machine {
  let token = '';
  const get = (path: string) => fetch(`${bootUrl}${path}`);
  const machine: Machine = {
    script: async (facts = {}) => {
      const answer = await get(`/boot/${mac}/ipxe?${new URLSearchParams(facts)}`);
      expect(answer.status).toBe(200);
      return answer.text();
    },
    kickstartStatus: (from = '127.0.0.1') => new Promise((resolve, reject) => {
      httpGet(`${bootUrl}/ks/${mac}`, { localAddress: from }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      }).once('error', reject);
    }),
    fetchKickstart: async () => {
      const answer = await get(`/ks/${mac}`);
      const text = await answer.text();
      expect(answer.status, text).toBe(200);
      token = /\/t\/([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';
      expect(token, 'the token in the kickstart').not.toBe('');
      return text;
    },
    report: async (kind, body = '') => {
      const answer = await fetch(`${bootUrl}/t/${token}/report/${kind}`, { method: 'POST', body });
      const text = await answer.text();
      expect(answer.status, text).toBe(200);
      return text;
    },
    decision: async () => (await get(`/t/${token}/decision`)).text(),
    fetchSomeOf: async (imagePath, bytes) => {
      const stop = new AbortController();
      const answer = await fetch(`${bootUrl}/t/${token}${imagePath}`, { signal: stop.signal });
      expect(answer.status).toBe(200);
      let seen = 0;
      for await (const part of answer.body ?? []) {
        seen += part.length;
        if (seen >= bytes) break;
      }
      stop.abort();
    },
    installImage: async () => {
      await machine.fetchKickstart();
      await machine.report('started', sections(FACTS));
      await machine.report('storage');
      await machine.report('layout', JSON.stringify({ format: 1, outcome: 'started', nvr: NVR }));
    },
  };
  return machine;
}
