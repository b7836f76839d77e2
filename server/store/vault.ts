// SPDX-License-Identifier: GPL-2.0-or-later
// Seals secrets for the database: AES-256-GCM, a nonce for every value, bound to the place where it is stored.

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** Where a sealed value lives. A value moved to another row or field no longer opens. */
export type Place = { table: string; row: string; path: string };

export type Vault = {
  /** Tells keys apart without revealing them: the first 8 hex digits of a hash of the key. */
  readonly keyId: string;
  /** Text to `version.keyId.nonce.ciphertext`, every part base64url. */
  seal(text: string, place: Place): string;
  /** @throws {VaultError} when the key, the place or the bytes are not those of sealing. */
  open(sealed: string, place: Place): string;
  /** 256 bits as base64url (43 characters) that only this key gives for `purpose` and `name`: a secret that need not be stored. */
  derive(purpose: string, name: string): string;
};

/** A sealed value that cannot be opened. The message never holds the value. */
export class VaultError extends Error {
  constructor(place: Place, reason: string, options?: ErrorOptions) {
    super(`The sealed value at ${authenticated(place)} cannot be opened: ${reason}.`, options);
    this.name = 'VaultError';
  }
}

const VERSION = '1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 32 bytes, from the key file. */
export function createVault(key: Buffer): Vault {
  const keyId = createHash('sha256').update('basewright key id\0').update(key).digest('hex').slice(0, 8);
  return {
    keyId,
    seal: (text, place) => seal(key, keyId, text, place),
    open: (sealed, place) => open(key, keyId, sealed, place),
    derive: (purpose, name) => createHmac('sha256', key).update(`basewright ${purpose}\0${name}`).digest('base64url'),
  };
}

function authenticated(place: Place): string {
  return `${place.table}|${place.row}|${place.path}`;
}

function seal(key: Buffer, keyId: string, text: string, place: Place): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(authenticated(place)));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, keyId, nonce.toString('base64url'), bytes.toString('base64url')].join('.');
}

function open(key: Buffer, keyId: string, sealed: string, place: Place): string {
  const [version, sealedWith, nonce = '', bytes = ''] = sealed.split('.');
  if (version !== VERSION) throw new VaultError(place, 'its form is unknown');
  if (sealedWith !== keyId) throw new VaultError(place, `it was sealed with key ${String(sealedWith)}, the key file holds ${keyId}`);
  const whole = Buffer.from(bytes, 'base64url');
  if (whole.length < TAG_BYTES) throw new VaultError(place, 'it was cut short');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(authenticated(place)));
    decipher.setAuthTag(whole.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(whole.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new VaultError(place, 'it was changed or belongs to another place', { cause });
  }
}
