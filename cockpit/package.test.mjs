// SPDX-License-Identifier: GPL-2.0-or-later
// The package as a node gets it: the same bytes from the same sources, a strict policy, and an RPM that rpmlint and appstreamcli have nothing against.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildCockpit, VERSION } from './build.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const lines = (text) => text.trim().split('\n');

describe('the Cockpit package', () => {
  let work;
  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'basewright-cockpit-package-'));
    await buildCockpit(join(work, 'one'));
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  it('is the same, byte by byte, from the same sources', async () => {
    await buildCockpit(join(work, 'two'));
    for (const name of ['cockpit-basewright.tar.gz', `cockpit-basewright-${VERSION}.tar.gz`]) assert.deepEqual(readFileSync(join(work, 'one', name)), readFileSync(join(work, 'two', name)), name);
  });

  it('holds what Cockpit reads at the top of its archive, and nothing that says who built it', () => {
    const archive = join(work, 'one', 'cockpit-basewright.tar.gz');
    const names = lines(run('tar', '-tzf', archive));
    for (const name of ['index.html', 'index.js', 'index.css', 'manifest.json']) assert.ok(names.includes(name), name);
    assert.ok(names.every((name) => !name.startsWith('/') && !name.includes('..')));
    assert.ok(lines(run('tar', '-tvzf', archive)).every((line) => /^-rw-r--r-- root\/root +\d+ 1970-01-01 /.test(line)));
  });

  it('forbids every script and style but its own files, and every other place', () => {
    const manifest = JSON.parse(readFileSync(join(work, 'one', 'basewright', 'manifest.json'), 'utf8'));
    const policy = manifest['content-security-policy'];
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(manifest.requires.cockpit, '287');
    const page = readFileSync(join(work, 'one', 'basewright', 'index.html'), 'utf8');
    assert.doesNotMatch(page, /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/);
  });

  it('says which npm packages it bundles, in the versions of the lock file', () => {
    const { packages } = JSON.parse(readFileSync(join(HERE, '..', 'package-lock.json'), 'utf8'));
    const said = [...readFileSync(join(HERE, 'cockpit-basewright.spec'), 'utf8').matchAll(/^Provides: +bundled\(npm\((.+)\)\) = (.+)$/gm)];
    assert.ok(said.length >= 5);
    for (const [, name, version] of said) assert.equal(version, packages[`node_modules/${name}`].version, name);
  });

  it('is an RPM for /usr/share/cockpit, without a word from rpmlint', () => {
    run('rpmbuild', '-tb', '--define', `_topdir ${join(work, 'rpm')}`, join(work, 'one', `cockpit-basewright-${VERSION}.tar.gz`));
    const rpm = join(work, 'rpm', 'RPMS', 'noarch', `cockpit-basewright-${VERSION}-1.noarch.rpm`);
    const files = lines(run('rpm', '-qpl', rpm));
    for (const name of ['cockpit/basewright/manifest.json', 'cockpit/basewright/index.js', 'metainfo/org.basewright.cockpit_basewright.metainfo.xml']) assert.ok(files.includes(`/usr/share/${name}`), name);
    assert.match(run('rpmlint', '-c', join(HERE, 'rpmlint.toml'), join(HERE, 'cockpit-basewright.spec'), rpm), /0 errors, 0 warnings/);
  });

  it('has metainfo that appstreamcli takes', () => {
    run('appstreamcli', 'validate', '--no-net', join(HERE, 'org.basewright.cockpit_basewright.metainfo.xml'));
  });
});
