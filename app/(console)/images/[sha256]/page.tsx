// SPDX-License-Identifier: GPL-2.0-or-later
// An image: what it is, who uses it, what its tests say, and what can be done with it.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { ImagePage } from './image-page.tsx';

export async function generateMetadata({ params }: PageProps<'/images/[sha256]'>): Promise<Metadata> {
  return { title: `Image ${decodeURIComponent((await params).sha256).slice(0, 12)}` };
}

export default async function ImagePageOfHash({ params }: PageProps<'/images/[sha256]'>) {
  await requireSession();
  return <ImagePage sha256={decodeURIComponent((await params).sha256)} />;
}
