// SPDX-License-Identifier: GPL-2.0-or-later
// The request headers by which proxy.ts tells the pages what it decided; what a client sends under these names is replaced.

export const NONCE_HEADER = 'x-nonce';
export const REQUEST_ID_HEADER = 'x-request-id';
/** Path and query of the page that was asked for, to come back to after a login. */
export const PATH_HEADER = 'x-page-path';
