// SPDX-License-Identifier: GPL-2.0-or-later
// Roles: what each one includes, and who acts.

import { z } from 'zod';
import type { Role } from '../store/tables.ts';

/** From least to most: each role may do what the ones before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];

export const RoleName = z.enum(roles, 'The role is viewer, operator or admin.');

/** Whether `role` may do what needs `needed`. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** The role that may do less. */
export function lowerRole(one: Role, other: Role): Role {
  return includesRole(one, other) ? other : one;
}

/** Who sent a request: a person with a session, or a script with an API token. */
export type Actor = {
  /** For people: the user's name, or the title of a token that no user owns. */
  readonly name: string;
  /** The user who logged in or owns the token; undefined for a token made on the server's command line. */
  readonly user: string | undefined;
  readonly role: Role;
  readonly via: 'session' | 'token';
  /** When the session or token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
};
