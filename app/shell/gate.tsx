// SPDX-License-Identifier: GPL-2.0-or-later
// The frame of the pages before a login (login, setup) and of those outside the navigation (not found, error).
'use client';
import { Card, CardBody, CardHeader, SkipToContent, Title } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { TEXT } from './text.ts';
import { ThemeSwitch } from './theme-switch.tsx';

export function Gate({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="bw-gate">
      <SkipToContent href="#main-content">{TEXT.skip}</SkipToContent>
      <header className="bw-gate__head">
        <span className="bw-logo">{TEXT.product}</span>
        <ThemeSwitch />
      </header>
      <main id="main-content" tabIndex={-1} className="bw-gate__card">
        <Card>
          <CardHeader><Title headingLevel="h1" size="2xl">{title}</Title></CardHeader>
          <CardBody>{children}</CardBody>
        </Card>
      </main>
    </div>
  );
}
