// SPDX-License-Identifier: GPL-2.0-or-later
// A host and its profile, read from the API: what a kickstart, and the question whether it may be served, are made of.
'use client';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { apiPath } from '../../api-client.ts';
import type { Problem } from '../../problem.ts';
import { useAnswer } from '../list/use-answer.ts';

type NodeDocuments =
  | { state: 'loading' }
  | { state: 'failed'; problem: Problem }
  | { state: 'read'; host: Host; profile: Profile };

/** The documents of a host by its id; secrets are masked. */
export function useNode(id: string): NodeDocuments {
  const host = useAnswer(apiPath(['hosts', id]), Host).answer;
  const profile = useAnswer(host?.ok === true ? apiPath(['profiles', host.data.profile]) : undefined, Profile).answer;
  if (host?.ok === false) return { state: 'failed', problem: host.problem };
  if (profile?.ok === false) return { state: 'failed', problem: profile.problem };
  if (host === undefined || profile === undefined) return { state: 'loading' };
  return { state: 'read', host: host.data, profile: profile.data };
}
