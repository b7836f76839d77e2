// SPDX-License-Identifier: GPL-2.0-or-later
// What the page of a profile shows: the document with its version, and how many hosts use it.
'use client';
import { z } from 'zod';
import { Profile } from '#kickstart/profile/profile.ts';
import { apiPath } from '../../../api-client.ts';
import type { Problem } from '../../../problem.ts';
import { useAnswer } from '../../list/use-answer.ts';

const Count = z.object({ total: z.number() });

export type ProfileRead = { profile: Profile; etag: string; hosts: number };

export function useProfile(id: string): { read: ProfileRead | undefined; problem: Problem | undefined } {
  const document = useAnswer(apiPath(['profiles', id]), Profile).answer;
  const hosts = useAnswer(apiPath(['hosts'], { profile: id, limit: 1 }), Count).answer;
  const failed = [document, hosts].find((answer) => answer?.ok === false);
  return {
    read: document?.ok === true && hosts?.ok === true ? { profile: document.data, etag: document.etag ?? '', hosts: hosts.data.total } : undefined,
    problem: failed?.ok === false ? failed.problem : undefined,
  };
}
