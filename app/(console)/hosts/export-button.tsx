// SPDX-License-Identifier: GPL-2.0-or-later
// Saves the hosts that the filters show as CSV, in the form that the import takes.
'use client';
import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { toCsv } from '../file/csv.ts';
import { saveFile } from '../file/save-file.ts';
import { allPages } from '../list/all-pages.ts';
import { notify } from '../notice/notices.ts';
import { HostPage } from './host-summary.ts';
import { TEXT } from './text.ts';

const MOST = 100_000;

export function ExportButton({ filters }: { filters: Readonly<Record<string, string>> }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const save = async () => {
    setBusy(true);
    const answer = await allPages('hosts', HostPage, { filters, most: MOST });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    const rows = answer.data.map((host) => [host.id, host.hostname, host.macs.join(' '), host.profile]);
    saveFile('hosts.csv', toCsv([['id', 'hostname', 'macs', 'profile'], ...rows]), 'text/csv');
    notify(TEXT.exportDone(rows.length));
  };
  return (
    <>
      <Button variant="link" isLoading={isBusy} isDisabled={isBusy} onClick={() => void save()}>{TEXT.export}</Button>
      <ProblemAlert title={TEXT.exportFailed} problem={problem} />
    </>
  );
}
