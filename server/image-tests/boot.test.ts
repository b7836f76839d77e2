// SPDX-License-Identifier: GPL-2.0-or-later
// Starts that cannot be made are skipped with the reason, and never passed. Real starts are in image-test/.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { jobContext, type TestJob } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { checkBoot } from './boot.ts';
import type { ImageFiles } from './image-files.ts';
import type { Entry } from './tree.ts';

const file = (path: string): Entry => ({ kind: 'file', mode: 0o644, uid: 0, gid: 0, size: 4096, path, inode: 11 });

/** An image that has these names in /boot, and nothing that can be read. */
function imageWith(names: readonly string[], rootImage?: string): ImageFiles {
  const real = (path: string) => Promise.resolve(names.includes(path.slice('/boot/'.length)) ? file(path.slice(1)) : undefined);
  return {
    kind: rootImage === undefined ? 'plain' : 'ext', ...(rootImage !== undefined && { rootImage }), real, stat: real,
    list: (path) => Promise.resolve(path === '/boot' ? [...names] : undefined),
    follow: () => Promise.resolve({ outcome: 'missing' }), linkTarget: () => Promise.resolve(undefined), read: () => Promise.resolve(undefined), extract: () => Promise.resolve(false),
  };
}

describe('a start that cannot be made', () => {
  let store: TestStore;
  let context: TestJob;
  before(async () => {
    store = await openTestStore();
    context = await jobContext(store);
  });
  after(() => store.remove());

  for (const [name, files, words] of [
    ['without a kernel', imageWith([], '/nowhere/rootfs.img'), /^There is no kernel in \/boot to start\.$/],
    ['without a disk', imageWith(['vmlinuz-5.14.0-1.el9.x86_64']), /^A plain squashfs as the root cannot be started/],
    ['for a machine of another kind', imageWith(['vmlinuz-5.14.0-1.el9.s390x'], '/nowhere/rootfs.img'), /^The image is for s390x; only images for x86_64 and aarch64 can be started here\.$/],
    ['without an initramfs', imageWith(['vmlinuz-5.14.0-1.el9.x86_64'], '/nowhere/rootfs.img'), /^There is no \/boot\/initramfs-5\.14\.0-1\.el9\.x86_64\.img\.$/],
    ['whose kernel cannot be read', imageWith(['vmlinuz-5.14.0-1.el9.x86_64', 'initramfs-5.14.0-1.el9.x86_64.img'], '/nowhere/rootfs.img'), /vmlinuz-5\.14\.0-1\.el9\.x86_64 cannot be taken out of the image\.$/],
  ] as const) {
    test(name, async () => {
      const { checks, console } = await checkBoot(context, files);
      assert.equal(console, null);
      assert.deepEqual(checks.map(({ id, status }) => [id, status]), [['boot.start', 'skipped']]);
      assert.match(checks[0]?.evidence ?? '', words);
    });
  }
});
