// SPDX-License-Identifier: GPL-2.0-or-later
// The secrets of one machine as a kickstart carries them: the address below which it reports and fetches, with the installation's token in the path, and the node's key.
import { MASK } from '../profile/names.ts';
import type { Reporting } from './node.ts';

/** Where to report and with what token is not what it must be: a mistake of the program or its configuration, not of a user's document. */
export class ReportingValueError extends Error {
  override name = 'ReportingValueError';
}

/** What stands for MASK while a text is made: every quoting rule treats it as it would treat a token, so both texts differ in nothing else. */
const TOKEN_STAND_IN = 'TOKEN_OF_THIS_INSTALLATION_IS_NOT_SHOWN_000';
/** The same for the node's key. */
const KEY_STAND_IN = 'KEY_OF_THIS_NODE_IS_NOT_SHOWN_0000000000000';
export const STAND_INS: readonly string[] = [TOKEN_STAND_IN, KEY_STAND_IN];

/** No character of these means anything to a shell within quotes, to curl's configuration, or to a kickstart. */
const URL_FORM = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._:/@%+=,-]*[A-Za-z0-9._:@%+=,-])?$/;
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

/**
 * The boot plane's address, as it may stand in a script.
 * @throws ReportingValueError when it has any other character than the allowed ones
 */
export function checkedUrl({ url }: Pick<Reporting, 'url'>): string {
  if (!URL_FORM.test(url)) throw new ReportingValueError(`The boot plane's address ${JSON.stringify(url.slice(0, 200))} cannot stand in a kickstart: write http(s)://host[:port][/path] without a slash at the end.`);
  return url;
}

/**
 * `https://boot.example/t/<token>`.
 * @throws ReportingValueError for a URL or token with any other character than the allowed ones
 */
export function tokenUrl({ url, token }: Reporting): string {
  if (token !== TOKEN_STAND_IN && !TOKEN_FORM.test(token)) throw new ReportingValueError('The token of the installation does not have its form.');
  return `${checkedUrl({ url })}/t/${token}`;
}

/**
 * The node's key, as it may stand in a script.
 * @throws ReportingValueError when it has any other character than the allowed ones
 */
export function checkedKey({ nodeKey }: Reporting): string {
  if (nodeKey !== KEY_STAND_IN && !TOKEN_FORM.test(nodeKey)) throw new ReportingValueError('The key of the node does not have its form.');
  return nodeKey;
}

/** The same with what stands for token and key where they are MASK. */
export function withStandIn(reporting: Reporting): Reporting {
  return {
    ...reporting,
    token: reporting.token === MASK ? TOKEN_STAND_IN : reporting.token,
    nodeKey: reporting.nodeKey === MASK ? KEY_STAND_IN : reporting.nodeKey,
  };
}

const IN_PATH = /\/t\/(?:[A-Za-z0-9_-]{43}|\*{8})\/(images\/|report\/layout$)/;

/** `url` without a token in its path, for a kickstart that comes back by an import. */
export function withoutToken(url: string): string {
  return url.replace(IN_PATH, '/$1');
}

/** Whether `url` is where the add-on reports to this program. */
export function isReportUrl(url: string): boolean {
  return IN_PATH.exec(url)?.[1] === 'report/layout';
}
