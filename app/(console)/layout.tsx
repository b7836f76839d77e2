// SPDX-License-Identifier: GPL-2.0-or-later
// The shell around every page that needs a login.
import './console.css';
import type { ReactNode } from 'react';
import { requireSession } from '../require-session.ts';
import { Shell } from '../shell/shell.tsx';
import { NoticeList } from './notice/notice-list.tsx';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Shell session={await requireSession()}>{children}<NoticeList /></Shell>;
}
