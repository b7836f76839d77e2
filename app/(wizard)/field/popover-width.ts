// SPDX-License-Identifier: GPL-2.0-or-later
// How wide a popover is. On a narrow screen it must fit wherever its button stands: beginning there, ending there, or around it.

/** @param widest where there is room. */
export const popoverWidth = (widest: string) => ({ minWidth: 'min(18rem, 60vw)', maxWidth: `min(${widest}, 60vw)` });
