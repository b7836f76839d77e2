// SPDX-License-Identifier: GPL-2.0-or-later
// Who is logged in, as GET /api/v1/session tells it.
import { z } from 'zod';

export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** `expiresAt` becomes milliseconds since 1970. */
export const Session = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  expiresAt: z.iso.datetime().transform((text) => Date.parse(text)),
});
export type Session = z.infer<typeof Session>;

/** True when `role` includes what `needed` may do (viewer < operator < admin). For showing and hiding only: the API decides. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
