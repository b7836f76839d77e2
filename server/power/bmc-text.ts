// SPDX-License-Identifier: GPL-2.0-or-later
// What a management controller says, made fit to be shown: it may be anybody's text.

import { z } from 'zod';

/** Controls, characters that change the direction or line of what follows, and those that cannot be seen. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
const MOST_MESSAGES = 3;

/** One line of visible text of at most `most` characters. */
export function clean(text: string, most = 300): string {
  const line = text.toWellFormed().replace(UNSHOWABLE, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

const Text = z.string().optional().catch(undefined);
const Info = z.looseObject({ Message: Text, Resolution: Text, MessageId: Text });
const Infos = z.array(Info.catch({})).optional().catch(undefined);
/** DSP0266: errors stand in `error`; some controllers put the same beside the answer itself. */
const ErrorBody = z.looseObject({
  error: z.looseObject({ message: Text, '@Message.ExtendedInfo': Infos }).optional().catch(undefined),
  '@Message.ExtendedInfo': Infos,
});

/** What an answer says about why it is an error, in the controller's own words; empty when it says nothing. */
export function explanation(body: unknown): string {
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return '';
  const infos = parsed.data.error?.['@Message.ExtendedInfo'] ?? parsed.data['@Message.ExtendedInfo'] ?? [];
  const told = infos.slice(0, MOST_MESSAGES).flatMap(({ Message, Resolution }) => [Message, Resolution]).flatMap((text) => (text === undefined || text === 'None' ? [] : [clean(text)]));
  const said = told.length > 0 ? told : [clean(parsed.data.error?.message ?? '')];
  return [...new Set(said.filter((text) => text !== ''))].map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`)).join(' ');
}
