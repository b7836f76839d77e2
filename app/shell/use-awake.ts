// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the page that the server drew works in the browser already.
'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** False on the server and while the page wakes up: drafts and the address are the browser's, and what is chosen or typed then would be lost. */
export const useAwake = (): boolean => useSyncExternalStore(never, () => true, () => false);
