// SPDX-License-Identifier: GPL-2.0-or-later
// Takes secrets out of a log before it is kept: those that are known, and everything that has the form of one.
import { MASK } from '../profile/names.ts';

/** Below this a "secret" would also be found in innocent words. */
const SHORTEST = 6;

/** Hashes of crypt(3) (`$6$…`, `$y$…`, `$2b$…`), as in shadow files and kickstarts. */
const CRYPT = /\$(?:1|2[abxy]?|5|6|7|y|gy|sm3|md5|sha1)\$[./0-9A-Za-z,=+$-]{8,400}/g;
/** Values of options that carry a password. Quoted or bare; the name stays, so that the line can still be understood. */
const OPTION = /(--(?:[a-z]+-)?(?:passphrase|password|pass|key|token)[= ])("[^"\n]{0,1000}"|'[^'\n]{0,1000}'|[^\s"']{1,1000})/gi;
/** `rootpw` and `sshpw` may carry one as a plain word. */
const COMMAND = /^([ \t]*(?:rootpw|sshpw)\b(?:[ \t]+--[a-z-]+(?:=\S+)?)*[ \t]+)(?!--)(\S.*)$/gim;
const TOKEN = /(\/t\/)[A-Za-z0-9_-]{16,}/g;
/** Of a running node, as its configuration says it. */
const NODE_KEY = /(\bkey = )[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
const AUTHORIZATION = /(authorization["']?[:=][ \t]*["']?(?:basic|bearer)[ \t]+)[A-Za-z0-9._~+/=-]+/gi;

/**
 * `text` without secrets: each is replaced by MASK.
 * @param secrets values that are known to be secret (hashes, passphrases, the installation's token); very short ones are not looked for
 */
export function redact(text: string, secrets: readonly string[]): string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
    .replace(CRYPT, MASK)
    .replace(OPTION, `$1${MASK}`)
    .replace(COMMAND, `$1${MASK}`)
    .replace(TOKEN, `$1${MASK}`)
    .replace(NODE_KEY, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`);
}
