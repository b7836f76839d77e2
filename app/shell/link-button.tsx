// SPDX-License-Identifier: GPL-2.0-or-later
// A link that looks like a button.
'use client';
import { Button, type ButtonProps } from '@patternfly/react-core';
import Link from 'next/link';
import type { ComponentProps } from 'react';

export function PlainLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}

type LinkButtonProps = Omit<ButtonProps, 'component' | 'href'> & { href: string };

export function LinkButton({ href, ...props }: LinkButtonProps) {
  return <Button {...props} component={PlainLink} href={href} />;
}
