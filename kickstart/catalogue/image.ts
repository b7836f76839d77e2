// SPDX-License-Identifier: GPL-2.0-or-later
// What a catalogued image can be, and the names that follow it through form, API and store.
import { z } from 'zod';
import { Slug } from '../profile/names.ts';

/**
 * `available` may be published and installed; `retired` stays for those who use it and is offered to nobody new;
 * `quarantined` was found to differ from its hash, and not one byte of it is served.
 */
export const imageStates = ['available', 'retired', 'quarantined'] as const;
export type ImageState = (typeof imageStates)[number];

/** How it came: by a browser, from a path or URL, out of a build or a customization; `found` lay in the directory before there was a catalogue. */
export const imageOrigins = ['upload', 'file', 'url', 'build', 'customization', 'found'] as const;
export type ImageOrigin = (typeof imageOrigins)[number];

/** Identifier of a channel, for example "ovirt45-stable". */
export const ChannelId = Slug;

/** Why a channel came to its image. */
export const moveKinds = ['publish', 'promote', 'demote', 'rollback'] as const;
export const MoveKind = z.enum(moveKinds);
export type MoveKind = z.infer<typeof MoveKind>;

/** What stands in the history of a channel: its moves, and what became of the channel itself. */
export const ChannelDeed = z.enum([...moveKinds, 'create', 'rename', 'delete']);
export type ChannelDeed = z.infer<typeof ChannelDeed>;
