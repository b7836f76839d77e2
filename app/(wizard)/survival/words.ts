// SPDX-License-Identifier: GPL-2.0-or-later
// The words for what becomes of a setting at an upgrade. The page in Cockpit says the same.
import type { Survival } from '#kickstart/profile/survival.ts';

export const WORDS = {
  title: 'At an image upgrade',
  place: 'On the node',
  labels: { kept: 'Kept', shared: 'Shared', lost: 'Lost', hidden: 'Hidden' },
  help: {
    kept: 'imgbased carries files that were changed or added here into every new layer.',
    shared: 'It lies on a volume of its own, which all layers use.',
    lost: 'It is part of the layer, and the next one is without it. Put it into the image, or give the path a volume of its own.',
    hidden: 'imgbased makes a volume for this path, which is mounted only when the node boots: what the installation writes there is hidden then. Define the volume in this profile.',
  },
  volume: (mount: string) => `volume ${mount}`,
  without: {
    kept: 'Without this volume imgbased carries the path into every new layer.',
    shared: 'Without this volume the path lies on the one above it, which all layers use too.',
    lost: 'Without this volume the path is part of the layer, and the next one is without what is written there.',
    hidden: 'Without this volume imgbased makes one itself, which is mounted only when the node boots: what the installation writes there is hidden then.',
  },
  needed: 'Without this volume imgbased makes no layers.',
  root: 'The root volume is a layer: at an upgrade /etc and /root are kept, everything else comes from the new image.',
  made: (paths: string) => `imgbased also makes volumes for ${paths}: shared by all layers, but what the installation writes there is hidden.`,
} as const satisfies { readonly labels: Record<Survival, string>; readonly help: Record<Survival, string>; readonly without: Record<Survival, string>; readonly [word: string]: unknown };
