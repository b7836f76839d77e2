// SPDX-License-Identifier: GPL-2.0-or-later
// A profile in which everything that has a default has it; the rest is a placeholder that no kickstart ever shows.
import { Profile } from './profile.ts';

/** What a value is compared with to say whether it is the program's default. Placeholders: id, title, target, image.url, storage.disk. */
export const defaultProfile: Profile = Profile.parse({
  id: 'default', title: 'Default', target: 'centos9', image: { url: 'http://image.invalid/' }, storage: { disk: { by: 'device', device: 'placeholder' } },
});
