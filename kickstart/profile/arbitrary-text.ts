// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: random values of the small types of a profile, as nasty as the schema allows.
import fc from 'fast-check';
import { bodyProblems, normaliseBody } from '../language/body.ts';
import { isBlank } from '../language/lines.ts';
import { unsayable } from '../language/quote.ts';
import { sshKeyProblem } from './ssh-key.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const LETTERS = LOWER + LOWER.toUpperCase();
const CRYPT = `./${DIGITS}${LETTERS}`;

/** A string of `min` to `max` characters out of `letters`. */
export function of(letters: string, min: number, max: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...letters), minLength: min, maxLength: max });
}

/** Pieces one after another. */
export function joined(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((texts) => texts.join(''));
}

/** Pieces of text on which tokenisers, option parsers and shells stumble. */
const NASTY = [
  '"', "'", '\\', '#', '%end', '%include /etc/passwd', '%ksappend x', '--lock', '--', '-', '=', ',', '$(id)', '`id`', '${x}', '~', '*', ';', '&&', '|', '<', '>', '(', ')', '!',
  '\\n', '\\', '""', "''", '--password=x', 'rootpw --plaintext x', '\u00a0', '\u200b', '\u3000', 'e\u0301', '\u{1f600}', '漢字', 'ß', '%', '%%', '%s', '{"a":1}', ' ', '  ', 'Basewright profile', '# ',
];

const piece = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NASTY) }, { weight: 2, arbitrary: of(`${LETTERS}${DIGITS} `, 0, 8) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) });

/** One line of any text that a kickstart can carry, of `min` to `max` UTF-16 units. */
export function text(min: number, max: number): fc.Arbitrary<string> {
  return fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '.').slice(0, max).padEnd(min, 'x'))
    .filter((value) => unsayable(value) === undefined);
}

export const slug = joined(of(LOWER + DIGITS, 1, 1), of(`${LOWER}${DIGITS}-`, 0, 20), of(LOWER + DIGITS, 1, 1));
export const lvmName = joined(of(`${LETTERS}${DIGITS}_`, 1, 1), of(`${LETTERS}${DIGITS}_.+-`, 0, 20)).filter((name) => !/^(snapshot|pvmove)|_(cdata|cmeta|corig|cpool|cvol|mlog|mimage|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|wcorig)/.test(name));
const label = joined(of(LETTERS + DIGITS, 1, 1), fc.oneof(fc.constant(''), joined(of(`${LETTERS}${DIGITS}-`, 0, 10), of(LETTERS + DIGITS, 1, 1))));
export const hostname = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
export const device = joined(of(LETTERS + DIGITS, 1, 1), of(`${LETTERS}${DIGITS}._-`, 0, 14));
/** A unicast MAC address in canonical form. */
export const mac = fc.tuple(fc.integer({ min: 0, max: 127 }).map((n) => n * 2), ...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 })), fc.integer({ min: 1, max: 255 }))
  .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':'));
export const ipv4 = fc.ipV4();
export const ipv6 = fc.oneof(fc.ipV6().filter((address) => /^[0-9A-Fa-f:.]+$/.test(address)), fc.constantFrom('::', '::1', '2001:db8::10', '2001:DB8:0:0:1::1'));
export const unit = joined(of(`${LETTERS}${DIGITS}_`, 1, 1), of(`${LETTERS}${DIGITS}_.@:-`, 0, 19));
export const path = fc.array(of(`${LETTERS}${DIGITS}._-`, 1, 8), { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
export const mountPoint = fc.array(joined(of(`${LETTERS}${DIGITS}_`, 1, 1), of(`${LETTERS}${DIGITS}._-`, 0, 8)), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
export const userName = joined(of(`${LOWER}_`, 1, 1), of(`${LOWER}${DIGITS}_-`, 0, 31));
export const hash = joined('$6$', fc.constantFrom('', 'rounds=100000$'), of(CRYPT, 1, 16), '$', of(CRYPT, 86, 86));
export const yescrypt = joined('$y$j9T$', of(CRYPT, 1, 22), '$', of(CRYPT, 43, 43));
export const sha256 = of('0123456789abcdef', 64, 64);
export const kernelArgument = joined(of(`${LETTERS}${DIGITS}_`, 1, 1), of(`${LETTERS}${DIGITS}_.,:/=@%+-`, 0, 24)).filter((word) => !/^(root|rd\.lvm\.lv|img\.bootid|BOOT_IMAGE)=/.test(word));

const urlText = fc.array(fc.oneof(of(`${LETTERS}${DIGITS}._~!$&()*+,;=:@-`, 1, 6), fc.constantFrom('%20', '%23', '%22', '%C3%9F')), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const urlHost = fc.oneof(fc.constantFrom('images.example.com', '192.0.2.7', '[2001:db8::7]'), joined('h', of(LOWER, 0, 5), '.example'));
/** http or https URL of a file. */
export const httpUrl = joined(fc.constantFrom('http://', 'https://'), urlHost, fc.constantFrom('', ':8080'), '/', urlText, fc.constantFrom('', '/a.squashfs', '?token=a&b=$c'));
export const proxyUrl = joined('http://', urlHost, fc.constantFrom('', ':3128', ':3128/'));

const KEY_BASE64 = Buffer.from([0, 0, 0, 11, ...Buffer.from('ssh-ed25519'), 0, 0, 0, 32]);
/** A well-formed ed25519 public key with any bytes inside, and any comment. */
export const sshKey = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.option(text(1, 30), { nil: '' }))
  .map(([bytes, comment]) => `ssh-ed25519 ${Buffer.concat([KEY_BASE64, bytes]).toString('base64')} ${comment}`.replace(/^[ \t]+|[ \t]+$/g, '').replace(/[ \t]+/g, ' '))
  .filter((line) => sshKeyProblem(line) === undefined);

const bodyLine = fc.oneof({ weight: 4, arbitrary: text(0, 40) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) }, {
  weight: 2,
  arbitrary: fc.constantFrom('', '#!/bin/sh', "cat <<'EOF'", 'EOF', '%s', '%%end', '"%end"', '%END', '%endfoo', 'echo %end', '\t# comment', 'a\u0085b', 'a\vb', 'a\u2028b', 'a\fb', 'line \\', 'set -e', '%foo --bar'),
});
/** A script body in its stored form: any lines that stay inside their section. */
export const scriptBody = fc.array(bodyLine, { minLength: 1, maxLength: 8 }).map((lines) => normaliseBody(lines.join('\n')))
  .filter((body) => bodyProblems(body).length === 0 && !isBlank(body) && body.trim() !== '');
