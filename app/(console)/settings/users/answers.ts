// SPDX-License-Identifier: GPL-2.0-or-later
// Users and tokens as the API gives them.
import { z } from 'zod';
import { ROLES } from '../../../session/session.ts';
import { Instant } from '../../list/page-of.ts';

export const User = z.object({ name: z.string(), role: z.enum(ROLES), createdAt: Instant, updatedAt: Instant });
export type User = z.infer<typeof User>;
export const Users = z.object({ items: z.array(User) });

export const Token = z.object({ id: z.string(), title: z.string(), role: z.enum(ROLES), user: z.string().nullish(), createdAt: Instant, expiresAt: Instant });
export type Token = z.infer<typeof Token>;
export const Tokens = z.object({ items: z.array(Token) });
/** The one answer that holds the token itself. */
export const NewToken = z.object({ token: z.string() });
