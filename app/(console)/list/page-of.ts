// SPDX-License-Identifier: GPL-2.0-or-later
// The form of every paged answer of the API.
import { z } from 'zod';

/** A point in time; ISO text on the wire, milliseconds since 1970 here. */
export const Instant = z.iso.datetime().transform((text) => Date.parse(text));

/** One page of `item`s: `next` is the cursor of the page after it, `total` counts every page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullish(), total: z.number() });
}
