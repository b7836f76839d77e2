// SPDX-License-Identifier: GPL-2.0-or-later
// Why a management controller could not be asked, or did not do what it was asked.

/** A certificate that nobody vouches for, as the admin sees it before trusting it. */
export type Certificate = {
  /** SHA-256, as pairs of hexadecimal digits with colons. */
  readonly fingerprint: string;
  /** Whom the certificate names; cleaned, and not proven. */
  readonly subject: string;
  /** Until when it is valid, as the certificate writes it. */
  readonly validTo: string;
};

export type PowerFailure =
  /** The address may not be asked, by a rule of this server. */
  | 'address'
  /** There was no answer. */
  | 'unreachable'
  /** The answer took too long. */
  | 'timeout'
  /** Its certificate is neither signed by a known authority nor the pinned one. */
  | 'certificate'
  /** It does not accept name and password, or that user may not do this. */
  | 'login'
  /** The answer is not what the Redfish standard says. */
  | 'answer'
  /** It refused, or cannot do this. */
  | 'refused'
  /** There are several systems, or the named one is not there. */
  | 'system';

/** `message` says what, why and how to mend it, and may be shown: what a controller said in it is cleaned. */
export class PowerError extends Error {
  readonly failure: PowerFailure;
  readonly certificate: Certificate | undefined;

  constructor(failure: PowerFailure, message: string, certificate?: Certificate) {
    super(message);
    this.name = 'PowerError';
    this.failure = failure;
    this.certificate = certificate;
  }
}
