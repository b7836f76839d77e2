// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a path when the node is upgraded or rolled back, by imgbased's own rules. The words are those of the wizard.
import type { Survival } from '#kickstart/profile/survival.ts';

/** On a running node nothing is hidden: every volume is mounted. */
export type NodeSurvival = Exclude<Survival, 'hidden'>;

export type SurvivalRow = {
  readonly path: string;
  readonly upgrade: NodeSurvival;
  readonly onUpgrade: string;
  /** Of what was changed since the older layer last ran. */
  readonly rollback: NodeSurvival;
  readonly onRollback: string;
};

/**
 * Source: imgbased's osupdater.py: remediate_etc and migrate_etc (files that differ from /usr/share/factory/etc), migrate_state (/root, /usr/share/rhn),
 * rpmpersistence.py (/var/imgbased/persisted-rpms); a rollback only changes the boot default, so the older layer comes back as it is.
 */
export const SURVIVAL: readonly SurvivalRow[] = [
  {
    path: '/etc', upgrade: 'kept', onUpgrade: 'Files that were changed or added are carried into the new layer; all others come from the new image.',
    rollback: 'lost', onRollback: 'The older layer has its own /etc, as it was when it ran last. Later changes stay in the newer layer.',
  },
  {
    path: '/root', upgrade: 'kept', onUpgrade: 'Carried into the new layer.',
    rollback: 'lost', onRollback: 'The older layer has its own /root, as it was when it ran last. Later changes stay in the newer layer.',
  },
  {
    path: '/var, /home and other volumes of their own', upgrade: 'shared', onUpgrade: 'All layers use the same volumes.',
    rollback: 'shared', onRollback: 'Newer data stays, also where an older program may not be able to read it.',
  },
  {
    path: 'Packages in /var/imgbased/persisted-rpms', upgrade: 'kept', onUpgrade: 'imgbased installs them again in the new layer.',
    rollback: 'lost', onRollback: 'The older layer has only the packages that it had.',
  },
  {
    path: '/usr, /opt and everything else of the image', upgrade: 'lost', onUpgrade: 'The new layer has what its image brings. Put changes into the image.',
    rollback: 'lost', onRollback: 'The older layer has what its image brought, and what was changed while it ran.',
  },
];
