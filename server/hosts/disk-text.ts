// SPDX-License-Identifier: GPL-2.0-or-later
// A disk in one cell of a table: how people write it, as the document the host schema checks.

import type { z } from 'zod';
import type { Disk } from '#kickstart/profile/disk.ts';

/**
 * Reads `sda`, `/dev/sda`, `/dev/disk/by-id/…`, `id:…`, `wwn:0x…`, `serial:…`, `smallest` and `largest`.
 * The result is not checked yet: {@link Disk} does that.
 */
export function diskFromText(text: string): z.input<typeof Disk> {
  if (text === 'smallest' || text === 'largest') return { by: 'size', pick: text };
  const [, kind, value = ''] = /^(id|wwn|serial):(.*)$/.exec(text) ?? [];
  if (kind === 'wwn') return { by: 'wwn', wwn: value };
  if (kind === 'serial') return { by: 'serial', serial: value };
  if (kind === 'id') return { by: 'id', id: value };
  if (text.startsWith('/dev/disk/by-id/')) return { by: 'id', id: text };
  return { by: 'device', device: text };
}
