// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `locale`: language, keyboard, time zone and time servers.
import { z } from 'zod';
import { keyboards } from './keyboards.ts';
import { locales } from './locales.ts';
import { Server } from './names.ts';
import { timezones } from './timezones.ts';

const knownLocales = new Set(locales);
const knownZones = new Set(timezones);
/** Every keyboard layout as `--xlayouts` takes it: `us`, `de (nodeadkeys)`. */
export const keyboardLayouts: readonly string[] = keyboards.flatMap((entry) => {
  const [layout = '', variants = ''] = entry.split(':');
  return [layout, ...variants.split(',').filter(Boolean).map((variant) => `${layout} (${variant})`)];
});
const knownLayouts = new Set(keyboardLayouts);

export const Locale = z.strictObject({
  /** Language_TERRITORY, written with `.UTF-8`. */
  lang: z.string().transform((lang) => lang.replace(/\.UTF-?8/i, ''))
    .refine((lang) => knownLocales.has(lang), 'Choose a known language and territory, for example en_US or de_DE.').default('en_US'),
  /** X layouts, the first is the default. */
  keyboards: z.array(z.string().refine((layout) => knownLayouts.has(layout), 'Choose a known keyboard layout, for example "us" or "de (nodeadkeys)".'))
    .min(1, 'Choose at least one keyboard layout.').max(4, 'X knows at most four layouts at a time.').default(['us']),
  timezone: z.string().refine((zone) => knownZones.has(zone), 'Choose a known time zone, for example Europe/Berlin.').default('Etc/UTC'),
  /** The hardware clock keeps UTC. */
  utc: z.boolean().default(true),
  ntp: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('default') }),
    z.strictObject({ mode: z.literal('servers'), servers: z.array(Server).min(1, 'Name at least one time server, or choose the distribution\'s own.').max(16, 'At most 16 time servers.') }),
    z.strictObject({ mode: z.literal('off') }),
  ]).default({ mode: 'default' }),
});
export type Locale = z.infer<typeof Locale>;
