// SPDX-License-Identifier: GPL-2.0-or-later
// The kickstarts of all hosts, rendered when first asked for and kept until anything in the store changes.

import { renderKickstart } from '#kickstart/render.ts';
import type { BootHost, BootStore } from '../store/read-only.ts';
import { type Answer, kickstartAnswer, notRenderable } from './answer.ts';
import { createByteCache } from './byte-cache.ts';
import { judge } from './gate.ts';
import type { Report } from './log.ts';

/** The kickstart that a host gets: the machine from the boot plane, an admin from the admin plane. */
export function kickstartOf({ profile, host }: Pick<BootHost, 'profile' | 'host'>): string {
  return renderKickstart(profile, host).text;
}

export type KnownHost = {
  readonly id: string;
  readonly armedUntil: number | undefined;
  /** Undefined while the gate is closed: nothing is rendered that nobody may have. */
  readonly answer: Answer | undefined;
};

/** `failing`: the store did not answer, so nothing is known. */
export type Found = { readonly kind: 'host'; readonly host: KnownHost } | { readonly kind: 'unknown' } | { readonly kind: 'failing' };

export type Kickstarts = {
  /**
   * Drops what is no longer certain. What `find` answers then is as new as the moment of this call:
   * call it after a request came in and before it is answered. False: the store cannot be read, answer nothing.
   */
  refresh(): boolean;
  /** The kept host with this MAC, if it is kept: the fast way for a MAC in canonical spelling. */
  kept(mac: string): KnownHost | undefined;
  /** @param mac in canonical spelling. */
  find(mac: string, now: number): Found;
};

const UNKNOWN: Found = { kind: 'unknown' };
const FAILING: Found = { kind: 'failing' };

/** @param maxBytes of all kept texts together. */
export function createKickstarts(store: BootStore, report: Report, maxBytes: number): Kickstarts {
  const cache = createByteCache<KnownHost>(maxBytes);
  let version: number | undefined;

  function renderedAnswer(found: BootHost): Answer {
    try {
      return kickstartAnswer(kickstartOf(found));
    } catch (error) {
      report.renderFailed(found.host.id, error);
      return notRenderable;
    }
  }

  function load(mac: string, now: number): Found {
    const found = store.bootHost(mac);
    if (found === undefined) return UNKNOWN;
    const answer = judge(found, now).kind === 'open' ? renderedAnswer(found) : undefined;
    const host: KnownHost = { id: found.host.id, armedUntil: found.armedUntil, answer };
    cache.set(mac, host, answer?.body.length ?? 0);
    return { kind: 'host', host };
  }

  return {
    refresh: () => {
      try {
        const present = store.dataVersion();
        if (present !== version) cache.clear();
        version = present;
        report.storeAnswers();
        return true;
      } catch (error) {
        report.storeFails(error);
        return false;
      }
    },
    kept: (mac) => cache.get(mac),
    find: (mac, now) => {
      const known = cache.get(mac);
      // A clock that was set back may open the gate again for a host that was read as expired.
      if (known !== undefined && (known.answer !== undefined || judge(known, now).kind === 'closed')) return { kind: 'host', host: known };
      try {
        return load(mac, now);
      } catch (error) {
        report.readFailed(mac, error);
        return FAILING;
      }
    },
  };
}
