// SPDX-License-Identifier: GPL-2.0-or-later
// A job, live: what it does, how far it is, what it says; cancel it, run it again. For its own page, and for every page that began one.
'use client';
import { Alert, Button, Card, CardBody, CardHeader, CardTitle, Content, Label, Skeleton } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { beginningRoles, hasEnded, type JobView } from '#kickstart/catalogue/job.ts';
import { LinkButton } from '#app/shell/link-button.tsx';
import { apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import type { Problem } from '../../problem.ts';
import { useSession } from '../../session/session-context.tsx';
import { notify } from '../notice/notices.ts';
import { RoleNote } from '../role-note.tsx';
import { JobStarted, madeImage, subjectPage, type WatchedJob } from './answers.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { JobLog } from './job-log.tsx';
import { JobProgress } from './job-progress.tsx';
import { JobStateLabel } from './job-state-label.tsx';
import { TEXT } from './text.ts';
import { type LiveJob, useJob } from './use-job.ts';

type JobPanelProps = {
  id: string;
  /** Called once, when the job has ended. */
  onEnd?: (job: JobView) => void;
  /** Called with the id of the new job when it is run again; without, the panel shows that one. */
  onAgain?: (id: string) => void;
  /** The panel stands on the job's own page: no link to it. */
  isOwnPage?: boolean;
};

function Actions({ job, onAgain, isOwnPage }: { job: JobView; onAgain: (id: string) => void; isOwnPage: boolean }) {
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const { may } = useSession();
  const [mayAct, mayRepeat] = [may('operator'), may(beginningRoles[job.kind])];
  const isEnded = hasEnded(job.state);
  const again = async () => {
    setBusy(true);
    const answer = await callApi({ method: 'POST', path: apiPath(['jobs', job.id, 'again']), schema: JobStarted });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(TEXT.againDone(job.title));
    onAgain(answer.data.job);
  };
  const image = madeImage(job);
  const about = subjectPage(job);
  return (
    <>
      <div className="bw-buttons">
        {mayAct && !isEnded && <Button variant="secondary" isDanger onClick={() => setAsked(true)}>{TEXT.cancel}</Button>}
        {mayRepeat && isEnded && <Button variant="secondary" isLoading={isBusy} isDisabled={isBusy} onClick={() => void again()}>{TEXT.again}</Button>}
        {image !== undefined && image !== job.subject && <LinkButton variant="link" href={`/images/${image}`}>{TEXT.openImage}</LinkButton>}
        {isOwnPage && about !== undefined && <LinkButton variant="link" href={about}>{TEXT.openSubject}</LinkButton>}
        {!isOwnPage && <LinkButton variant="link" href={`/jobs/${job.id}`}>{TEXT.openJob}</LinkButton>}
      </div>
      {mayAct && isEnded && <RoleNote needed={beginningRoles[job.kind]} what={TEXT.againReadOnly} />}
      <ProblemAlert title={TEXT.againFailed} problem={problem} />
      {isAsked && <CancelDialog job={job} onClose={() => setAsked(false)} />}
    </>
  );
}

function Body({ watched: { job, log }, onAgain, isOwnPage }: { watched: WatchedJob; onAgain: (id: string) => void; isOwnPage: boolean }) {
  const isEnded = hasEnded(job.state);
  return (
    <div className="bw-stack">
      <JobProgress job={job} />
      {job.problem !== null && (
        <Alert isInline variant={job.state === 'interrupted' ? 'warning' : 'danger'} component="h3" title={job.state === 'interrupted' ? TEXT.interruptedTitle : TEXT.failedTitle}>
          <p className="bw-wrap">{job.problem}</p>
        </Alert>
      )}
      <Actions job={job} onAgain={onAgain} isOwnPage={isOwnPage} />
      <Content component="h3">{TEXT.log}</Content>
      <JobLog id={job.id} text={log} hasEnded={isEnded} />
    </div>
  );
}

/** Tells once that a job has ended, also when it had when it was first seen. */
function useEnd(job: JobView | undefined, onEnd: ((job: JobView) => void) | undefined): void {
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (job === undefined || !hasEnded(job.state) || told.current === job.id) return;
    told.current = job.id;
    onEnd?.(job);
  }, [job, onEnd]);
}

function NotRead({ live: { problem } }: { live: LiveJob }) {
  return problem === undefined ? <Skeleton screenreaderText={TEXT.loading} className="bw-page-skeleton" /> : <ProblemAlert title={TEXT.readFailed} problem={problem} />;
}

export function JobPanel({ id, onEnd, onAgain, isOwnPage = false }: JobPanelProps) {
  const [again, setAgain] = useState<{ of: string; id: string }>();
  const shown = again?.of === id ? again.id : id;
  const live = useJob(shown);
  const job = live.watched?.job;
  useEnd(job, onEnd);
  const isLive = job !== undefined && !hasEnded(job.state) && live.connection === 'live';
  return (
    <Card isCompact component="section" aria-labelledby={`job-${id}`}>
      <CardHeader actions={{ actions: isLive ? <Label isCompact color="green">{TEXT.live}</Label> : null, hasNoOffset: true }}>
        <CardTitle component="h2" id={`job-${id}`}>{job === undefined ? TEXT.title : job.title} {job !== undefined && <JobStateLabel state={job.state} />}</CardTitle>
      </CardHeader>
      <CardBody>
        {live.connection === 'lost' && <Alert isInline isPlain variant="warning" component="p" title={TEXT.lost} />}
        {live.watched === undefined ? <NotRead live={live} /> : <Body watched={live.watched} onAgain={onAgain ?? ((next) => setAgain({ of: id, id: next }))} isOwnPage={isOwnPage} />}
      </CardBody>
      <div className="pf-v6-screen-reader" role="status">{job !== undefined && TEXT.announce(job.title, TEXT.states[job.state])}</div>
    </Card>
  );
}
