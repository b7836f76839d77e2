// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a whole list, page after page.
import type { z } from 'zod';
import { type Answer, apiPath, callApi } from '../../api-client.ts';

type Paged<T> = { items: T[]; next?: string | null | undefined; total: number };

/**
 * Every entry of the list at `/api/v1/<name>` that fits `filters`, at most `most` of them.
 * The first problem ends it and is the answer.
 */
export async function allPages<T>(
  name: string, schema: z.ZodType<Paged<T>>, options: { filters?: Readonly<Record<string, string>>; most: number; signal?: AbortSignal },
): Promise<Answer<T[]>> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const path = apiPath([name], { ...options.filters, limit: 100, cursor });
    const answer: Answer<Paged<T>> = await callApi({ path, schema, ...(options.signal === undefined ? {} : { signal: options.signal }) });
    if (!answer.ok) return answer;
    items.push(...answer.data.items);
    cursor = answer.data.next ?? undefined;
  } while (cursor !== undefined && items.length < options.most);
  return { ok: true, data: items, etag: undefined };
}
