// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes put into images by the real guestfish: by the job, and by the script for other machines.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, createReadStream, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { addImage, findImage } from '../server/images/image-store.ts';
import { findCatalogued, registerImage } from '../server/images/catalogue.ts';
import { jobContext, type TestJob } from '../server/jobs/job.fixture.ts';
import { JobStopped } from '../server/jobs/job.ts';
import { customizeImage } from '../server/recipes/customize-job.ts';
import { recipeScript } from '../server/recipes/recipe-script.ts';
import { addRpm, rpmPath } from '../server/recipes/rpm-files.ts';
import { openTestStore, type TestStore } from '../server/store/store.fixture.ts';
import { debugfs, miniImage, rootOf, temporaryDirectory } from './mini-image.ts';
import { buildRpms } from './rpms.ts';

let store: TestStore;
let parent: string;
let rpm: { sha256: string; name: string };
before(async () => {
  store = await openTestStore();
  parent = await catalogued(miniImage({
    compression: 'zstd',
    // As an earlier recipe leaves it.
    change: (root) => {
      mkdirSync(join(root, 'usr/lib/systemd/system-preset'));
      writeFileSync(join(root, 'usr/lib/systemd/system-preset/00-basewright.preset'), 'enable early.service\n');
    },
  }));
  const [path = ''] = buildRpms(temporaryDirectory(), [{ name: 'mini-note', version: '2.0', release: '1', files: { '/etc/mini-note.conf': { text: 'from the package\n' }, '/usr/lib/mini-note/data': { text: 'x\n', mode: 0o755 } } }]);
  const added = await addRpm(store, store.directory, { name: basename(path), stream: createReadStream(path), actor: 'ada' });
  assert(added.outcome === 'added', JSON.stringify(added));
  rpm = { sha256: added.rpm.sha256, name: added.rpm.name };
});
after(() => store.remove());

async function catalogued(squashfs: string): Promise<string> {
  const added = await addImage(store.directory, squashfs);
  assert(added.outcome === 'added', JSON.stringify(added));
  await registerImage(store, { sha256: added.sha256, name: 'mini.squashfs', size: added.size, origin: 'upload', source: null, parent: null, madeFrom: null, actor: 'ada' });
  return added.sha256;
}

const recipeOf = (document: object): Recipe => Recipe.parse({ id: 'mini', title: 'Mini', ...document });

/** Runs the job to its end. @returns the sha256 of the image that came out, or why there is none. */
async function customized(recipe: Recipe, nvr: string, { of = parent }: { of?: string } = {}): Promise<{ sha256: string; job: TestJob } | { problem: string; job: TestJob }> {
  const job = await jobContext(store);
  try {
    const result = await customizeImage(job, { recipe, parent: of, nvr, actor: 'ada' });
    assert(typeof result === 'object' && result !== null && 'sha256' in result && typeof result.sha256 === 'string');
    return { sha256: result.sha256, job };
  } catch (error) {
    assert(error instanceof Error);
    return { problem: error.message, job };
  }
}

async function problemOf(running: ReturnType<typeof customized>): Promise<string> {
  const answer = await running;
  return 'problem' in answer ? answer.problem : assert.fail('it went well');
}

/** The whole tree of an ext4 root file system, on this machine. */
function treeOf(squashfs: string): string {
  const to = join(temporaryDirectory(), 'root');
  mkdirSync(to);
  debugfs(rootOf(squashfs), `rdump / ${to}`);
  return to;
}

function imagePath(sha256: string): string {
  return findImage(store.directory, sha256)?.path ?? assert.fail('the image is not stored');
}

/** What every machine gets differently, or what says when. */
const VARYING = /^(usr\/share\/rpm\/|etc\/ld\.so\.cache|var\/log\/|lost\+found)/;

function contentsOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => !VARYING.test(name)).sort();
  return Object.fromEntries(names.map((name) => {
    const found = lstatSync(join(root, name));
    const kind = found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : readFileSync(join(root, name), 'base64').slice(-200);
    return [name, `${found.mode.toString(8)} ${found.uid}:${found.gid} ${kind}`];
  }));
}

const HOSTILE = ['/srv/it\'s "quoted" $(id) `id` \\x41 \\n', '/srv/-rf * ~ {a,b} <x> |y !z #w', '/srv/deep/ä\u{1f600}\u2028/win:file', '/etc/mini.d/10-site.conf'] as const;
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const everything = () => recipeOf({
  rpms: [rpm.sha256],
  files: [
    { path: HOSTILE[0], content: 'one\n' },
    { path: HOSTILE[1], content: 'END\nEND_1\n$HOME `id` \\\n' },
    { path: HOSTILE[2], content: BYTES.toString('base64'), encoding: 'base64', mode: '0750' },
    { path: HOSTILE[3], content: 'site\n', owner: 'mini', group: '5', mode: '4600' },
  ],
  units: { enable: ['mini'], disable: ['other.timer'] },
  commands: ['rm /etc/old.conf\nmkdir /etc/made\necho "made" >/etc/made/file\n', 'stat -c "mode %a of %u:%g" /etc/mini.d/10-site.conf\ncat /etc/mini.d/10-site.conf /etc/mini-note.conf\nif [ -e /etc/made/file ]; then\n  echo it is there\nfi'],
});

describe('the job', () => {
  let made: string;

  test('packages, files, units and commands are in the new image, and its factory knows them', async () => {
    const { job, ...answer } = await customized(everything(), 'mini-node-1.0-1.c1');
    assert('sha256' in answer, JSON.stringify(answer));
    made = answer.sha256;
    const row = await findCatalogued(store.database, made);
    assert.deepEqual([row?.name, row?.origin, row?.parent, row?.source, row?.added_by], ['mini-node-1.0-1.c1.squashfs', 'customization', parent, 'mini', 'ada']);
    const jobs = await store.database.selectFrom('jobs').select(['kind', 'state']).where('subject', '=', made).execute();
    assert.deepEqual(jobs.map(({ kind, state }) => `${kind} ${state}`), ['test queued']);
    assert.match(execFileSync('unsquashfs', ['-s', imagePath(made)], { encoding: 'utf8' }), /^Compression zstd$/m);
    const root = treeOf(imagePath(made));
    const text = (path: string) => readFileSync(join(root, path), 'utf8');
    assert.equal(text('/usr/share/imgbase/build/meta/nvr'), 'mini-node-1.0-1.c1');
    assert.deepEqual([text(HOSTILE[0]), text(HOSTILE[1]), readFileSync(join(root, HOSTILE[2]))], ['one\n', 'END\nEND_1\n$HOME `id` \\\n', BYTES]);
    assert.equal(lstatSync(join(root, HOSTILE[2])).mode & 0o7777, 0o750);
    for (const place of ['', '/usr/share/factory']) {
      assert.deepEqual(['/etc/mini-note.conf', HOSTILE[3], '/etc/made/file', '/etc/old.conf', '/etc/machine-id'].map((path) => existsSync(join(root, place, path))), [true, true, true, false, true], place);
      assert(lstatSync(join(root, place, '/etc/systemd/system/multi-user.target.wants/mini.service')).isSymbolicLink());
    }
    assert.equal(lstatSync(join(root, '/usr/share/factory', HOSTILE[3])).uid, 777);
    assert.equal(text('/usr/lib/systemd/system-preset/00-basewright.preset'), 'enable mini.service\ndisable other.timer\nenable early.service\n');
    assert.match(execFileSync('rpm', ['--root', root, '--dbpath', '/usr/share/rpm', '-qa'], { encoding: 'utf8' }), /^mini-note-2\.0-1\.noarch$/m);
    assert.equal(existsSync(join(root, '.basewright')), false);
    // By the image's own policy, on a kernel without SELinux.
    assert.match(debugfs(rootOf(imagePath(made)), 'ea_list /usr/lib/mini-note/data'), /security\.selinux .*system_u:object_r:lib_t:s0/);
    await job.close();
    for (const words of ['mode 4600 of 777:5', 'it is there', 'from the package', '== Running command 2', 'mini-note-2.0-1']) assert(job.logText().includes(words), words);
  });

  test('a name that an image has already is not given out again by a job that is repeated', async () => {
    const { job: _, ...answer } = await customized(everything(), 'mini-node-1.0-1.c1');
    assert('problem' in answer);
    assert.match(answer.problem, /^An image is called mini-node-1\.0-1\.c1 already\./);
  });

  test('the script does the same on another machine', async () => {
    const recipe = everything();
    const script = await recipeScript(store.database, store.directory, recipe, undefined);
    assert(script.outcome === 'made');
    const directory = temporaryDirectory();
    copyFileSync(imagePath(parent), join(directory, 'parent.squashfs'));
    copyFileSync(rpmPath(store.directory, rpm.sha256), join(directory, rpm.name));
    writeFileSync(join(directory, 'customize.sh'), script.text);
    const environment = { ...process.env, LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg', TMPDIR: temporaryDirectory() };
    const { status, stdout, stderr } = spawnSync('bash', ['customize.sh', 'parent.squashfs', 'mini-node-1.0-1.c1', '.'], { cwd: directory, env: environment, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.deepEqual(readdirSync(directory).sort(), ['customize.sh', 'mini-node-1.0-1.c1.squashfs', rpm.name, 'parent.squashfs'].sort());
    assert.deepEqual(contentsOf(treeOf(join(directory, 'mini-node-1.0-1.c1.squashfs'))), contentsOf(treeOf(imagePath(made))));
  });
});

describe('what goes wrong', () => {
  const nothingNew = async (work: () => Promise<void>) => {
    const rows = async () => (await store.database.selectFrom('images').select('sha256').execute()).length;
    const files = () => readdirSync(join(store.directory, 'images')).length;
    const [rowsBefore, filesBefore] = [await rows(), files()];
    await work();
    assert.deepEqual([await rows(), files()], [rowsBefore, filesBefore]);
  };

  test('a command that fails ends it with its line, its exit status and what it said last', () => nothingNew(async () => {
    const problem = await problemOf(customized(recipeOf({ commands: ['echo fine', 'echo before\nls /nothing-here\necho after'] }), 'mini-node-1.0-1.c9'));
    assert.match(problem, /^Command 2 of the recipe failed (at|in line 2,) "ls \/nothing-here", with exit status 2\. Its last output:/);
    assert.match(problem, /No such file or directory/);
    assert.doesNotMatch(problem, /after/);
  }));

  test('a package that lacks what it needs ends it in the words of rpm', () => nothingNew(async () => {
    const [path = ''] = buildRpms(temporaryDirectory(), [{ name: 'needy', version: '1', release: '1', files: { '/etc/needy': {} }, provides: [] }]);
    const added = await addRpm(store, store.directory, { name: 'needy.rpm', stream: createReadStream(path), actor: null });
    assert(added.outcome === 'added');
    // The same file twice, as another package: rpm refuses the conflict.
    const [other = ''] = buildRpms(temporaryDirectory(), [{ name: 'greedy', version: '1', release: '1', files: { '/etc/needy': { text: 'other\n' } } }]);
    const second = await addRpm(store, store.directory, { name: 'greedy.rpm', stream: createReadStream(other), actor: null });
    assert(second.outcome === 'added');
    const problem = await problemOf(customized(recipeOf({ rpms: [added.rpm.sha256, second.rpm.sha256] }), 'mini-node-1.0-1.c9'));
    assert.match(problem, /^"Installing packages" failed with exit status [0-9]+\. Its last output:/);
    assert.match(problem, /\/etc\/needy.*conflicts/);
  }));

  test('a root that is a plain squashfs is refused, and why', () => nothingNew(async () => {
    const directory = temporaryDirectory();
    for (const name of ['etc', 'usr']) mkdirSync(join(directory, 'root', name), { recursive: true });
    execFileSync('mksquashfs', [join(directory, 'root'), join(directory, 'plain.squashfs'), '-quiet', '-no-progress']);
    const plain = await catalogued(join(directory, 'plain.squashfs'));
    const problem = await problemOf(customized(recipeOf({ commands: ['true'] }), 'mini-node-1.0-1.c9', { of: plain }));
    assert.match(problem, /^The parent is a squashfs without a LiveOS\/rootfs\.img in it/);
    rmSync(imagePath(plain));
    await store.database.deleteFrom('images').where('sha256', '=', plain).execute();
  }));

  test('cancelled while a command runs, it ends with everything it started', () => nothingNew(async () => {
    const job = await jobContext(store);
    const running = customizeImage(job, { recipe: recipeOf({ commands: ['sleep 600'] }), parent, nvr: 'mini-node-1.0-1.c9', actor: null });
    const watch = setInterval(() => {
      if (job.stages.some((stage) => stage.startsWith('Running command 1'))) job.cancel();
    }, 100);
    await assert.rejects(running, JobStopped);
    clearInterval(watch);
    const left = readdirSync('/proc').filter((pid) => {
      try {
        return /^[0-9]+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(job.workDirectory);
      } catch {
        return false;
      }
    });
    assert.deepEqual(left, []);
  }));
});

test('an xfs root is customized too', async () => {
  const xfs = await catalogued(miniImage({ fileSystem: 'xfs', nvr: 'mini-node-2.0-1' }));
  const { job, ...answer } = await customized(recipeOf({ files: [{ path: '/etc/mini.conf', content: 'x' }], commands: ['test -s /etc/mini.conf'] }), 'mini-node-2.0-1.c1', { of: xfs });
  assert('sha256' in answer, `${JSON.stringify(answer)}\n${job.logText()}`);
  assert.equal(execFileSync('blkid', ['-p', '-o', 'value', '-s', 'TYPE', rootOf(imagePath(answer.sha256))], { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }, encoding: 'utf8' }).trim(), 'xfs');
});
