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

/** Another admin may arm or disarm it: its state is asked for again after this time. */
const REFRESH_MS = 30_000;

export function useHost(id: string): { read: HostRead | undefined; problem: Problem | undefined; reload: () => void } {
  const document = useAnswer(apiPath(['hosts', id]), Host);
  const host = document.answer?.ok === true ? document.answer : undefined;
  const profile = useAnswer(host && apiPath(['profiles', host.data.profile]), Profile).answer;
  const listed = useAnswer(apiPath(['hosts'], { search: id, limit: 100 }), HostPage);
  const reloadState = listed.reload;
  useEffect(() => {
    const timer = setInterval(reloadState, REFRESH_MS);
    return () => clearInterval(timer);
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
