// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what people paste as signatures and public keys, before any program sees it: which kind it is, and what is wrong with it.

/** Signatures and keys are short texts; more is something else. In characters. */
export const MOST_TEXT = 64 * 1024;

const MINISIGN = { head: /^untrusted comment: ?(.*)$/, keyBytes: 42, signatureBytes: 74 } as const;

export type ReadText =
  | { readonly kind: 'minisign'; /** As minisign prints it: 16 hexadecimal digits. */ readonly keyId: string; readonly comment: string; readonly text: string }
  | { readonly kind: 'openpgp'; readonly text: string }
  | { readonly kind: 'refused'; readonly message: string };

function tidied(text: string): string {
  return `${text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n').trim()}\n`;
}

/** What both kinds have in common: they are short and printable. */
function refusal(text: string): ReadText | undefined {
  if (text.length > MOST_TEXT) return { kind: 'refused', message: 'This is longer than any signature or public key. Give the small file beside the image, not the image.' };
  return /[^\t\n\x20-\x7e\u00a0-\uffff]/.test(text) ? { kind: 'refused', message: 'This is not a text. Give the signature or key in its text form: minisign writes no other, and gpg writes it with --armor.' } : undefined;
}

/** The bytes of a line in base64 when they are so many, or undefined. */
function bytesOf(line: string | undefined, length: number): Buffer | undefined {
  if (line === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(line)) return undefined;
  const bytes = Buffer.from(line, 'base64');
  return bytes.length === length ? bytes : undefined;
}

/** minisign shows the eight bytes of a key id as a little-endian number. */
function keyIdOf(bytes: Buffer): string {
  return bytes.subarray(2, 10).readBigUInt64LE().toString(16).toUpperCase().padStart(16, '0');
}

/** A detached signature over the file of an image. */
export function readSignature(given: string): ReadText {
  const text = tidied(given);
  const refused = refusal(text);
  if (refused !== undefined) return refused;
  if (text.startsWith('-----BEGIN PGP SIGNATURE-----\n')) return { kind: 'openpgp', text };
  const [head = '', body, trusted] = text.split('\n');
  const bytes = bytesOf(body, MINISIGN.signatureBytes);
  if (!MINISIGN.head.test(head) || bytes === undefined || trusted?.startsWith('trusted comment: ') !== true)
    return { kind: 'refused', message: 'This is neither a signature of minisign nor an armored one of OpenPGP. Sign the file with "minisign -Sm FILE" or "gpg --armor --detach-sign FILE", and give the text that was written beside it.' };
  // The old form needs the whole file in memory, and gigabytes are not rare here.
  if (bytes.subarray(0, 2).toString('latin1') !== 'ED') return { kind: 'refused', message: 'This signature has minisign\'s old form. Sign the file again with minisign 0.10 or newer, or with its option -H.' };
  return { kind: 'minisign', keyId: keyIdOf(bytes), comment: MINISIGN.head.exec(head)?.[1] ?? '', text };
}

/** A public key. */
export function readPublicKey(given: string): ReadText {
  const text = tidied(given);
  const refused = refusal(text);
  if (refused !== undefined) return refused;
  if (/PRIVATE KEY|minisign encrypted secret key/.test(text)) return { kind: 'refused', message: 'This is a secret key. It belongs to whoever signs and to nobody else; if it was sent over a network, make another one. Give the public key.' };
  if (text.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----\n')) return { kind: 'openpgp', text };
  const lines = text.trim().split('\n');
  const [head = '', body] = lines.length === 1 ? ['untrusted comment: ', lines[0]] : lines;
  const bytes = bytesOf(body, MINISIGN.keyBytes);
  if (!MINISIGN.head.test(head) || bytes?.subarray(0, 2).toString('latin1') !== 'Ed')
    return { kind: 'refused', message: 'This is neither a public key of minisign (minisign.pub) nor an armored one of OpenPGP ("gpg --armor --export NAME").' };
  return { kind: 'minisign', keyId: keyIdOf(bytes), comment: MINISIGN.head.exec(head)?.[1] ?? '', text: `${head}\n${body ?? ''}\n` };
}
