// SPDX-License-Identifier: GPL-2.0-or-later
// OpenSSH public keys: the algorithm outside must be the one inside, and strong enough.
import { z } from 'zod';
import { unsayable } from '../language/quote.ts';

const algorithms = new Set([
  'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa',
  'sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com',
]);

/** The length-prefixed fields of a key blob (RFC 4253, section 6.6), or undefined when it is damaged. */
function blobFields(base64: string): Uint8Array[] | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const fields: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + 4 > bytes.length) return undefined;
    const length = view.getUint32(offset);
    offset += 4;
    if (offset + length > bytes.length) return undefined;
    fields.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  return fields;
}

/** Bits of an RSA key's modulus (an mpint: a leading zero byte keeps it positive). */
function modulusBits(modulus: Uint8Array): number {
  const start = modulus.findIndex((byte) => byte !== 0);
  if (start < 0) return 0;
  return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}

/** What is wrong with a public key line, or undefined. */
export function sshKeyProblem(line: string): string | undefined {
  const reason = unsayable(line);
  if (reason !== undefined) return `This key cannot be used: ${reason}.`;
  const [algorithm = '', blob = ''] = line.split(' ');
  if (!algorithms.has(algorithm)) return `Paste a public key line that begins with its type, for example "ssh-ed25519 AAAA… name". "${algorithm.slice(0, 40)}" is not a supported type; options before the type and private keys are refused.`;
  const fields = blobFields(blob);
  const inside = fields?.[0] && new TextDecoder().decode(fields[0]);
  if (fields === undefined || inside === undefined) return 'The key itself is damaged: a part seems to be missing. Copy the whole line again.';
  if (inside !== algorithm) return `The key says it is ${algorithm}, but inside it is ${JSON.stringify(inside.slice(0, 40))}. Copy the whole line again.`;
  if (algorithm === 'ssh-rsa' && modulusBits(fields[2] ?? new Uint8Array()) < 2048) return 'This RSA key has fewer than 2048 bits, which is not safe. Use an ed25519 key.';
  if (algorithm === 'ssh-ed25519' && fields[1]?.length !== 32) return 'The key itself is damaged: an ed25519 key has 32 bytes. Copy the whole line again.';
  return undefined;
}

/** Bits of an RSA key, or undefined for other kinds. */
export function rsaBits(line: string): number | undefined {
  const [algorithm, blob = ''] = line.split(' ');
  return algorithm === 'ssh-rsa' ? modulusBits(blobFields(blob)?.[2] ?? new Uint8Array()) : undefined;
}

/** One line of an authorized_keys file, without options. Blanks are folded; a comment may follow the key. */
export const SshKey = z.string().transform((line) => line.replace(/^[ \t]+|[ \t]+$/g, '').replace(/[ \t]+/g, ' ')).superRefine((line, context) => {
  const problem = sshKeyProblem(line);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
