// SPDX-License-Identifier: GPL-2.0-or-later
// The profiles to choose from: in the form of a host and in the filter of the list.
'use client';
import { useEffect, useState } from 'react';
import type { Problem } from '../../problem.ts';
import { allPages } from '../list/all-pages.ts';
import type { Choice } from '../list/filter-select.tsx';
import { ProfilePage } from '../profiles/profile-summary.ts';

/** A longer choice would help nobody. */
const MOST = 2000;

export function useProfileChoices(): { choices: readonly Choice[]; isLoading: boolean; problem: Problem | undefined } {
  const [found, setFound] = useState<{ choices: Choice[]; problem: Problem | undefined }>();
  useEffect(() => {
    const stop = new AbortController();
    allPages('profiles', ProfilePage, { most: MOST, signal: stop.signal }).then((answer) => {
      const choices = answer.ok ? answer.data.map(({ id, title }) => ({ value: id, label: `${title} (${id})` })) : [];
      setFound({ choices, problem: answer.ok ? undefined : answer.problem });
    }, () => undefined);
    return () => stop.abort();
  }, []);
  return { choices: found?.choices ?? [], isLoading: found === undefined, problem: found?.problem };
}
