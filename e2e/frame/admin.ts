// SPDX-License-Identifier: GPL-2.0-or-later
// The first administrator of every test server.
export const ADMIN = { name: 'maria', password: 'seven bright lanterns by the harbour' } as const;
