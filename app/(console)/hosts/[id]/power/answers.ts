// SPDX-License-Identifier: GPL-2.0-or-later
// What the API says about the management controller and the power of a host.
import { z } from 'zod';
import type { Problem } from '../../../../problem.ts';

export const BOOT_METHODS = ['pxe', 'uefi-http'] as const;
export const POWER_ACTIONS = ['boot-network', 'on', 'cycle', 'off'] as const;
export type PowerAction = (typeof POWER_ACTIONS)[number];

export const Controller = z.object({
  url: z.string(),
  username: z.string(),
  /** Always the mask. */
  password: z.string(),
  system: z.string().optional(),
  fingerprint: z.string().optional(),
  bootMethod: z.enum(BOOT_METHODS),
});
export type Controller = z.infer<typeof Controller>;

export const ControllerAnswer = z.object({ controller: Controller.nullable() });

export const Power = z.object({
  power: z.enum(['on', 'off', 'turning-on', 'turning-off', 'unknown']),
  system: z.object({ path: z.string(), name: z.string().nullable(), model: z.string().nullable() }),
  boot: z.object({ target: z.string(), enabled: z.string(), mode: z.string().nullable() }).nullable(),
  offersBoot: z.boolean(),
});
export type Power = z.infer<typeof Power>;

export const Done = z.object({ steps: z.array(z.string()) });

const Certificate = z.object({ fingerprint: z.string(), subject: z.string(), validTo: z.string() });
export type Certificate = z.infer<typeof Certificate>;

/** The certificate that nobody vouches for, when that is the problem. */
export function certificateIn(problem: Problem): Certificate | undefined {
  return Certificate.safeParse(problem['certificate']).data;
}

/** What had been done before it failed. */
export function stepsIn(problem: Problem): readonly string[] {
  return Done.safeParse(problem).data?.steps ?? [];
}

export function isInstalling(problem: Problem): boolean {
  return problem['type'] === 'urn:basewright:installing';
}
