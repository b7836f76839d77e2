// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles: how a page under the shell asks the API and shows what came of it.
'use client';
import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, List, ListItem, PageSection, Skeleton } from '@patternfly/react-core';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { type Answer, apiPath, callApi } from '../../api-client.ts';
import { ProblemAlert } from '../../form/problem-alert.tsx';
import { useSession } from '../../session/session-context.tsx';
import { PageHeader } from '../../shell/page-header.tsx';

const Page = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })), total: z.number() });
type Page = z.infer<typeof Page>;

function NewButton() {
  return <Button component={(props) => <Link prefetch={false} {...props} href="/profiles/new" />}>Create profile</Button>;
}

function Profiles({ page }: { page: Page }) {
  const session = useSession();
  if (page.items.length > 0) {
    return <List>{page.items.map((item) => <ListItem key={item.id}><Link prefetch={false} href={`/profiles/${item.id}`}>{item.title}</Link></ListItem>)}</List>;
  }
  return (
    <EmptyState titleText="No profiles yet" headingLevel="h2">
      <EmptyStateBody>A profile says what a node shall be: its image, disks, network and users. Create one, then add the hosts that use it.</EmptyStateBody>
      {session.may('admin') && <EmptyStateFooter><EmptyStateActions><NewButton /></EmptyStateActions></EmptyStateFooter>}
    </EmptyState>
  );
}

export function ProfilesExample() {
  const [answer, setAnswer] = useState<Answer<Page>>();
  useEffect(() => {
    const stop = new AbortController();
    callApi({ path: apiPath(['profiles'], { limit: 20 }), schema: Page, signal: stop.signal }).then(setAnswer, () => undefined);
    return () => stop.abort();
  }, []);
  return (
    <>
      <PageHeader title="Profiles" description="What a node shall be." actions={<NewButton />} />
      <PageSection>
        {answer === undefined && <Skeleton screenreaderText="Loading the profiles" />}
        {answer?.ok === false && <ProblemAlert title="The profiles could not be read" problem={answer.problem} />}
        {answer?.ok === true && <Profiles page={answer.data} />}
      </PageSection>
    </>
  );
}
