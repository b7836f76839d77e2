// SPDX-License-Identifier: GPL-2.0-or-later
// The list of images.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { ImageList } from './image-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function ImagesPage() {
  await requireSession();
  return <ImageList />;
}
