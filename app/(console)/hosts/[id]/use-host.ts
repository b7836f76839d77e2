// SPDX-License-Identifier: GPL-2.0-or-later
// Everything the page of a host shows: the document with its version, its profile, and its state.
'use client';
import { useEffect } from 'react';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { apiPath } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { useAnswer } from '../../list/use-answer.ts';
import { HostPage, type HostSummary } from '../host-summary.ts';

export type HostRead = { host: Host; etag: string | undefined; profile: Profile; summary: HostSummary };

export function useHost(id: string): { read: HostRead | undefined; problem: Problem | undefined; reload: () => void } {
  const document = useAnswer(apiPath(['hosts', id]), Host);
  const host = document.answer?.ok === true ? document.answer : undefined;
  const profile = useAnswer(host && apiPath(['profiles', host.data.profile]), Profile).answer;
  // The document has no state, the list has; by a MAC address it finds this host and no other.
  const listed = useAnswer(host && apiPath(['hosts'], { search: host.data.macs[0] }), HostPage);
  const reloadState = listed.reload;
  useEffect(() => {
    // Somebody else may have armed or disarmed it meanwhile. Not by a timer: a page nobody looks at shall let its session end.
    window.addEventListener('focus', reloadState);
    return () => window.removeEventListener('focus', reloadState);
  }, [reloadState]);
  const reload = () => {
    document.reload();
    listed.reload();
  };
  const failed = [document.answer, profile, listed.answer].find((answer) => answer?.ok === false);
  const summary = listed.answer?.ok === true ? listed.answer.data.items.find((item) => item.id === id) : undefined;
  const isRead = host !== undefined && profile?.ok === true && summary !== undefined;
  return {
    read: isRead ? { host: host.data, etag: host.etag, profile: profile.data, summary } : undefined,
    problem: failed?.ok === false ? failed.problem : undefined,
    reload,
  };
}
