// SPDX-License-Identifier: GPL-2.0-or-later
// The kickstart of documents from the API, or why there is none.
import type { Host } from '#kickstart/profile/host.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { renderKickstart, type RenderedLine } from '#kickstart/render.ts';
import type { Reporting } from '#kickstart/templates/node.ts';
import type { Problem } from '../../problem.ts';
import { TEXT } from './text.ts';

export type Outcome = { ok: true; lines: readonly RenderedLine[] } | { ok: false; problem: Problem };

/**
 * A document that no kickstart can say (a host's disk that does not go with the profile, say) is an answer for the page, not a failure of it.
 *
 * @param reporting for a host, with a mask in place of its token: the machine gets these lines too
 */
export function renderOrExplain(profile: Profile, host?: Host, reporting?: Reporting): Outcome {
  try {
    return { ok: true, lines: renderKickstart(profile, host, reporting).lines };
  } catch (error) {
    return { ok: false, problem: { title: TEXT.cannotRender, status: 0, detail: error instanceof Error ? error.message : String(error) } };
  }
}
