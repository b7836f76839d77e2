// SPDX-License-Identifier: GPL-2.0-or-later
// A running node as the boot plane sees it: it checks in, does what is wanted of it step by step, and keeps every report until the server has taken it.

import { type CheckInAnswer, type CheckInBody, type ReportBody, type Wanted, WIRE_FORMAT } from '#kickstart/fleet/wire.ts';

/** How its upgrades end: well; stopped before the reboot; sent back by its own health check; sent back by the boot loader. */
export const fates = ['good', 'fails', 'unhealthy', 'boots-not'] as const;
export type Fate = (typeof fates)[number];

/** Says whether the server took it. What it does not take is said again later. */
export type Say = {
  checkIn: (key: string, body: CheckInBody) => Promise<CheckInAnswer | undefined>;
  report: (key: string, body: ReportBody) => Promise<boolean>;
};

export type NodeOptions = {
  readonly hostname: string;
  readonly key: string;
  /** The image that it runs at first. */
  readonly nvr: string;
  readonly fate?: Fate;
  /** In seconds since 1970. */
  readonly now?: () => number;
};

type Step = Pick<ReportBody, 'step'> & Partial<Pick<ReportBody, 'kind' | 'permille' | 'reason' | 'log'>>;
type Doing = { readonly wanted: Wanted; readonly operation: string; readonly from: string; readonly left: (() => void)[] };

const REASONS = {
  fails: 'The pool has no room for the new layer: 4 % are free, 12 % are needed. Remove an old base, then try again.',
  unhealthy: 'The layer was not healthy within 10 minutes: unit vdsmd.service failed; probe 20-storage: no path to the storage.',
  'boots-not': 'The boot loader went back: the layer did not reach its health check in 2 boots.',
} as const;

const baseOf = (layer: string): string => layer.replace(/\+\d+$/, '');

export class SimulatedNode {
  readonly hostname: string;
  readonly key: string;
  /** Ids of all reports that it ever made. */
  readonly made: string[] = [];
  /** Ids of the wishes that it was given. */
  readonly asked: string[] = [];
  fate: Fate;
  layer: string;
  #bases: string[];
  #health: CheckInBody['health'] = { word: 'ok', checks: [{ name: 'Thin pool', ok: true, reason: null }], at: null };
  #last: CheckInBody['last'] = null;
  #uptime = 4000;
  #pool = 21.5;
  #doing: Doing | undefined;
  readonly #spool: ReportBody[] = [];
  readonly #now: () => number;

  constructor({ hostname, key, nvr, fate = 'good', now = () => Date.now() / 1000 }: NodeOptions) {
    this.hostname = hostname;
    this.key = key;
    this.layer = `${nvr}+1`;
    this.#bases = [nvr];
    this.fate = fate;
    this.#now = now;
  }

  /** Reports that the server has not taken yet. */
  get unsaid(): number {
    return this.#spool.length;
  }

  /** Whether it is in the middle of something. */
  get isBusy(): boolean {
    return this.#doing !== undefined;
  }

  /** What it says of itself now. */
  body(): CheckInBody {
    return {
      format: WIRE_FORMAT, version: '1.0', hostname: this.hostname, layer: this.layer, base: baseOf(this.layer), layout: this.#bases.map((base) => ({ base, layers: [`${base}+1`] })), bootDefault: this.layer,
      health: this.#health, pool: { dataPercent: this.#pool, metadataPercent: 3.5, size: 300 * 1024 ** 3 }, channel: null, last: this.#last, kernel: '5.14.0-503.el9.x86_64', uptime: this.#uptime,
      bootCounting: 'distribution', cockpit: { port: 9090, addresses: ['192.0.2.20'] },
    };
  }

  /** One turn of its timer: what was not said, the next steps of what it does, and a check-in. */
  async turn(say: Say): Promise<void> {
    this.#uptime += 300;
    this.#doing?.left.shift()?.();
    await this.#flush(say);
    const answer = await say.checkIn(this.key, this.body());
    const wanted = answer?.wanted ?? undefined;
    if (wanted === undefined || this.asked.includes(wanted.id)) return;
    this.#begin(wanted);
    await this.#flush(say);
  }

  async #flush(say: Say): Promise<void> {
    while (this.#spool[0] !== undefined && (await say.report(this.key, this.#spool[0]))) this.#spool.shift();
  }

  #begin(wanted: Wanted): void {
    this.asked.push(wanted.id);
    const left = wanted.action === 'upgrade' ? this.#upgrade(wanted.nvr ?? '') : this.#rollback(wanted.to);
    this.#doing = { wanted, operation: crypto.randomUUID(), from: this.layer, left };
    left.shift()?.();
  }

  /** What it does in each turn. */
  #upgrade(nvr: string): (() => void)[] {
    const { fate } = this;
    const told = () => this.#tell([{ step: 'begun' }, { step: 'preflight' }]);
    if (fate === 'fails') return [told, () => this.#end([{ step: 'failed', reason: REASONS.fails, log: 'lvs: 96.1 % of HostVG/pool00 are used\n' }])];
    const install = () => this.#tell([{ step: 'download', permille: 500 }, { step: 'download', permille: 1000 }, { step: 'verify' }, { step: 'install' }]);
    const reboot = () => {
      this.#tell([{ step: 'installed' }, { step: 'rebooting' }]);
      this.#boot(`${nvr}+1`, 'unknown');
    };
    if (fate === 'good') return [told, install, reboot, () => this.#end([{ step: 'good', kind: 'health' }])];
    const kind = fate === 'unhealthy' ? 'health' : 'boot';
    return [told, install, reboot, () => {
      this.#boot(this.#doing?.from ?? this.layer, 'ok');
      this.#end([{ step: 'fallen-back', kind, reason: REASONS[fate] }]);
    }];
  }

  #rollback(to: string | null): (() => void)[] {
    const before = this.#bases.at(this.#bases.indexOf(baseOf(this.layer)) - 1);
    const target = to ?? (before === undefined ? undefined : `${before}+1`);
    if (target === undefined || target === this.layer || !this.#bases.includes(baseOf(target))) return [() => this.#end([{ step: 'begun' }, { step: 'failed', reason: 'There is no such layer to go back to.' }])];
    return [() => this.#tell([{ step: 'begun' }, { step: 'rebooting' }]), () => {
      this.#boot(target, 'ok');
      this.#end([{ step: 'rolled-back' }]);
    }];
  }

  #boot(layer: string, word: CheckInBody['health']['word']): void {
    this.#bases = [...new Set([...this.#bases, baseOf(layer)])];
    this.layer = layer;
    this.#uptime = 60;
    this.#health = { ...this.#health, word, at: this.#now() };
  }

  #tell(steps: readonly Step[]): void {
    if (this.#doing === undefined) return;
    const { wanted, operation } = this.#doing;
    for (const step of steps) {
      const report = {
        format: WIRE_FORMAT, id: crypto.randomUUID(), at: this.#now(), operation, kind: wanted.action, wish: wanted.id, nvr: wanted.nvr, layer: this.layer, permille: null, reason: null, log: null, ...step,
      } as const;
      this.#spool.push(report);
      this.made.push(report.id);
    }
  }

  #end(steps: readonly Step[]): void {
    this.#tell(steps);
    const last = steps.at(-1);
    if (last === undefined || this.#doing === undefined) return;
    const { wanted } = this.#doing;
    this.#last = { kind: last.kind ?? wanted.action, step: last.step, nvr: wanted.nvr, reason: last.reason ?? null, at: this.#now() };
    if (last.step === 'good') this.#health = { ...this.#health, word: 'ok', at: this.#now() };
    this.#doing = undefined;
  }
}
