// SPDX-License-Identifier: GPL-2.0-or-later
// lang, keyboard, timezone, timesource -> slice `locale`.
import type { z } from 'zod';
import { keyboardLayouts, type Locale } from '../profile/locale.ts';
import type { Context } from './context.ts';

type LocaleInput = z.input<typeof Locale>;

const layouts = new Set(keyboardLayouts);
/** Names of console keymaps that are not the X layout's. Source: the kbd package. */
const CONSOLE: Readonly<Record<string, string>> = { uk: 'gb', 'jp106': 'jp', 'sv-latin1': 'se', 'br-abnt2': 'br', 'de-latin1': 'de', 'de-latin1-nodeadkeys': 'de (nodeadkeys)', 'fr-latin9': 'fr (latin9)', 'la-latin1': 'latam', sg: 'ch', slovene: 'si', croat: 'hr' };
/** Old names of time zones that kickstarts still carry. Source: the backward file of the IANA time zone database. */
const ZONES: Readonly<Record<string, string>> = {
  'US/Eastern': 'America/New_York', 'US/Central': 'America/Chicago', 'US/Mountain': 'America/Denver', 'US/Pacific': 'America/Los_Angeles', 'US/Arizona': 'America/Phoenix', 'US/Hawaii': 'Pacific/Honolulu', 'US/Alaska': 'America/Anchorage',
  GMT: 'Etc/GMT', UCT: 'Etc/UTC', Zulu: 'Etc/UTC', Universal: 'Etc/UTC', GB: 'Europe/London', Japan: 'Asia/Tokyo', Singapore: 'Asia/Singapore', Israel: 'Asia/Jerusalem', Turkey: 'Europe/Istanbul', PRC: 'Asia/Shanghai',
};

/** The X layout of a console keymap, or undefined when they have no common name. */
function layoutOf(keymap: string): string | undefined {
  const [layout = '', ...variant] = keymap.split('-');
  const spelled = variant.length > 0 ? `${layout} (${variant.join('-')})` : layout;
  return [CONSOLE[keymap], keymap, spelled].find((name) => name !== undefined && layouts.has(name));
}

function readKeyboards(context: Context): Pick<LocaleInput, 'keyboards'> {
  const { ledger } = context;
  const keyboard = context.one('keyboard');
  const given = keyboard.list('--xlayouts').map((layout) => layout.replace(/^'(.*)'$/, '$1'));
  const keymap = keyboard.text('--vckeymap') ?? keyboard.words[0];
  keyboard.settle(ledger, { '--switch': 'the switch between layouts cannot be chosen here.' });
  if (!keyboard.present) return {};
  ledger.gives('locale.keyboards', keyboard.line);
  const layout = keymap === undefined ? undefined : layoutOf(keymap);
  if (given.length > 0) {
    if (keymap !== undefined && layout !== given[0]) ledger.note(keyboard.line, 'refused', `The console keymap "${keymap}" is not taken over: the installer chooses the one that fits the first layout.`);
    return { keyboards: given };
  }
  if (layout === undefined) {
    ledger.note(keyboard.line, 'refused', `"${keymap}" is a console keymap without an X layout of the same name; choose a layout.`);
    return {};
  }
  return { keyboards: [layout] };
}

function readTime(context: Context): Pick<LocaleInput, 'timezone' | 'utc' | 'ntp'> {
  const { ledger } = context;
  const timezone = context.one('timezone');
  const old = timezone.list('--ntpservers');
  const off = timezone.flag('--nontp');
  const utc = timezone.flag('--utc') || timezone.flag('--isUtc');
  timezone.settle(ledger);
  const [said] = timezone.words;
  const current = said === undefined ? undefined : ZONES[said];
  if (current !== undefined) ledger.note(timezone.line, 'understood', `"${said}" is an old name of ${current}.`);
  if (timezone.present) ledger.gives('locale.timezone', timezone.line);
  const servers = [...old];
  let disabled = off;
  for (const { command, reading } of context.each('timesource')) {
    const server = reading.text('--ntp-server');
    if (reading.has('--ntp-pool') || reading.flag('--nts')) continue; // kept as it is by the slice `extra`
    if (reading.flag('--ntp-disable')) disabled = true;
    if (server !== undefined) servers.push(server);
    reading.settle(ledger);
    ledger.gives('locale.ntp', command.line);
  }
  if (old.length > 0) ledger.gives('locale.ntp', timezone.line);
  const ntp = servers.length > 0 ? { mode: 'servers' as const, servers } : disabled ? { mode: 'off' as const } : undefined;
  return { ...(timezone.present && { utc }), ...(said !== undefined && { timezone: current ?? said }), ...(ntp && { ntp }) };
}

export function readLocale(context: Context): LocaleInput {
  const { ledger } = context;
  const lang = context.one('lang');
  lang.settle(ledger, { '--addsupport': 'further languages are chosen when the image is built.' });
  if (lang.present) ledger.gives('locale.lang', lang.line);
  const [said] = lang.words;
  return { ...(said !== undefined && { lang: said }), ...readKeyboards(context), ...readTime(context) };
}
