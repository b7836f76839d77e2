// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `layout` -> %addon org_imgbased, and the guard that notices when Anaconda skipped it.
import { options, type Section } from '../language/statement.ts';
import type { Node } from './node.ts';
import { tokenUrl } from './token-url.ts';

/** Name of the add-on, as Anaconda finds it. */
export const ADDON = 'org_imgbased';
/** First line of the guard's script, by which an import knows it again. */
export const GUARD_MARK = '# Basewright checks that the layout step ran.';

/** The add-on's section. */
export function layoutAddon({ image, layout, reporting }: Node): Section[] {
  if (!layout.init) return [];
  const reportUrl = reporting && `${tokenUrl(reporting)}/report/layout`;
  return [{ kind: 'section', name: '%addon', args: [ADDON], options: options({ '--nvr': image.nvr, '--report-url': reportUrl }), body: '', from: { slice: 'layout', field: 'layout.init' } }];
}

/**
 * The last %post that may fail. Anaconda ignores an add-on that is missing or does not start and ends with "complete" all the same;
 * a node without a layer could never be upgraded, so this fails the installation instead.
 */
export function layoutGuard({ layout }: Node): Section[] {
  if (!layout.init) return [];
  const body = [
    GUARD_MARK,
    'if [ -z "$(lvs --noheadings -o lv_name @imgbased:layer 2>/dev/null)" ]; then',
    `  echo "No imgbased layer was made: the Anaconda add-on ${ADDON} is missing or did not start." >&2`,
    '  echo "Boot the installer with inst.updates= or a product.img that carries the add-on, and install again." >&2',
    '  exit 1',
    'fi',
    '',
  ].join('\n');
  return [{ kind: 'section', name: '%post', args: [], options: [['--erroronfail', true]], body, from: { slice: 'layout', field: 'layout.init' } }];
}
