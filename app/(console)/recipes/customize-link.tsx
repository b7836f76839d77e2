// SPDX-License-Identifier: GPL-2.0-or-later
// From an image to the recipes that can be put into it.
'use client';
import { LinkButton } from '#app/shell/link-button.tsx';
import { useSession } from '../../session/session-context.tsx';
import { TEXT } from './text.ts';

/** Drawn for those who may do it. */
export function CustomizeLink({ sha256 }: { sha256: string }) {
  if (!useSession().may('admin')) return null;
  return <LinkButton variant="secondary" href={`/recipes?parent=${sha256}`}>{TEXT.customize}</LinkButton>;
}
