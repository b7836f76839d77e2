// SPDX-License-Identifier: GPL-2.0-or-later
// What trees say about themselves, in the words of every distribution; and whose installer that is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { targetIds } from '#kickstart/profile/targets.ts';
import { targetProblem } from './fits-target.ts';
import { treeinfoText } from './tree-files.fixture.ts';
import { Tree, TreePath, TreeRequest, treeFile, treeUrls } from './tree.ts';
import { parseDiscinfo, parseTreeinfo, type TreeFacts } from './treeinfo.ts';

const SEED = 20261124;

function factsOf(text: string): TreeFacts {
  const parsed = parseTreeinfo(text, 'x86_64');
  assert(parsed.outcome === 'read', JSON.stringify(parsed));
  return parsed.facts;
}

function problemOf(text: string, arch: 'x86_64' | 'aarch64' = 'x86_64'): string {
  const parsed = parseTreeinfo(text, arch);
  assert(parsed.outcome === 'unreadable');
  return parsed.message;
}

describe('.treeinfo', () => {
  test('of CentOS Stream 9', () => {
    const { checksums, ...facts } = factsOf(treeinfoText());
    assert.deepEqual(facts, { name: 'CentOS Stream', version: '9', arch: 'x86_64', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img' });
    assert.deepEqual(Object.keys(checksums), ['images/pxeboot/vmlinuz', 'images/pxeboot/initrd.img', 'images/install.img', 'images/efiboot.img']);
  });

  test('as lorax wrote it before productmd, with the second stage elsewhere', () => {
    const old = '[general]\nname = Fedora-Server-42\nfamily = Fedora-Server\ntimestamp = 1745000000.68\nvariant = Server\nversion = 42\npackagedir = \narch = x86_64\n\n[stage2]\nmainimage = LiveOS/squashfs.img\n\n[images-x86_64]\nkernel = images/pxeboot/vmlinuz\ninitrd = images/pxeboot/initrd.img\n';
    assert.deepEqual(factsOf(old), { name: 'Fedora-Server', version: '42', arch: 'x86_64', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'LiveOS/squashfs.img', checksums: {} });
    assert.equal(targetProblem('fedora42', 'Fedora-Server', '42'), undefined);
  });

  test('without a second stage: where lorax puts it', () => {
    assert.equal(factsOf(treeinfoText({ mainimage: null })).stage2, 'images/install.img');
  });

  test('what cannot be used, in words', () => {
    assert.match(problemOf(treeinfoText(), 'aarch64'), /names no images for aarch64: it is a tree for x86_64/);
    assert.match(problemOf('<html><body>404</body></html>'), /none of the sections/);
    assert.match(problemOf(''), /none of the sections/);
    assert.match(problemOf('[general]\nversion = 9\n[images-x86_64]\ninitrd = images/initrd.img\n'), /names no kernel under \[images-x86_64\]: this tree cannot be booted from the network/);
    for (const path of ['../../etc/passwd', '/etc/passwd', 'images/../../x', 'a b', 'x;reboot', '$(reboot)', 'images//x', './x', 'x'.repeat(301)]) assert.match(problemOf(`[general]\nversion = 9\n[images-x86_64]\nkernel = "${path}"\ninitrd = i\n`), /no plain path below the tree/, path);
  });

  test('any text: an answer, and only plain paths', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('[general]', '[images-x86_64]', '[checksums]', '[stage2]', '[__proto__]', '[constructor]', 'kernel = x', 'initrd = y', 'mainimage = true', 'kernel[] = z', '__proto__ = x', 'x = sha256:' + 'a'.repeat(64)), fc.tuple(fc.string(), fc.string()).map(([key, value]) => `${key} = ${value}`));
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const parsed = parseTreeinfo(lines.join('\n'), 'x86_64');
      if (parsed.outcome === 'read') for (const path of [parsed.facts.kernel, parsed.facts.initrd, parsed.facts.stage2]) assert(TreePath.safeParse(path).success);
    }), { seed: SEED, numRuns: 3000 });
  });
});

test('.discinfo of a boot.iso', () => {
  const lorax = { kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img', checksums: {} };
  assert.deepEqual(parseDiscinfo('1763900000.123456\nCentOS Stream 9\nx86_64\n'), { name: 'CentOS Stream', version: '9', arch: 'x86_64', ...lorax });
  assert.deepEqual(parseDiscinfo('1763900000\nFedora 43\naarch64'), { name: 'Fedora', version: '43', arch: 'aarch64', ...lorax });
  for (const text of [undefined, '', 'x', '1\n9\nsparc\n']) assert.deepEqual(parseDiscinfo(text), { name: null, version: null, arch: null, ...lorax }, text);
});

test('each release belongs to its target, and to no other but oVirt\'s', () => {
  const releases: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    centos9: [['CentOS Stream', '9']], centos10: [['CentOS Stream', '10']], rhel8: [['Red Hat Enterprise Linux', '8.10']], rhel9: [['Red Hat Enterprise Linux', '9.4'], ['Red Hat Enterprise Linux', '9.7']], rhel10: [['Red Hat Enterprise Linux', '10.0']],
    alma8: [['AlmaLinux', '8']], alma9: [['AlmaLinux', '9.3']], alma10: [['AlmaLinux', '10.1']], rocky8: [['Rocky Linux', '8.9']], rocky9: [['Rocky Linux Minimal', '9.7']], rocky10: [['Rocky Linux', '10.2']],
    fedora42: [['Fedora', '42']], fedora43: [['Fedora', '43']], fedora44: [['Fedora', '44']], fedora45: [['Fedora', '45'], ['Fedora', 'Rawhide']], ovirt45: [['oVirt Node', '4.5.5']],
  };
  for (const target of targetIds) {
    for (const [owner, pairs] of Object.entries(releases)) {
      for (const [name, version] of pairs) {
        const isRight = owner === target || (target === 'ovirt45' && /^(centos|rhel|alma|rocky)9$/.test(owner));
        assert.equal(targetProblem(target, name, version) === undefined, isRight, `${name} ${version} as ${target}`);
      }
    }
  }
  assert.equal(targetProblem('centos9', 'Rocky Linux', '9.3'), 'This is the installer of Rocky Linux 9.3, and the target is CentOS Stream 9. Choose a tree of that, or give this one to the target rocky9.');
  assert.equal(targetProblem('centos9', 'Oracle Linux', '9.3'), 'This is the installer of Oracle Linux 9.3, and the target is CentOS Stream 9. Choose a tree of that.');
  assert.equal(targetProblem('centos9', null, null), undefined);
});

describe('URLs and files', () => {
  const tree = Tree.parse({
    target: 'centos9', arch: 'x86_64', source: { kind: 'mirror', url: 'http://mirror.example/9-stream/BaseOS/x86_64/os/' }, name: 'CentOS Stream', version: '9', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img',
    checksums: {}, warnings: [], unpacked: null, readAt: '2026-11-23T12:00:00.000Z',
  });

  test('a mirror is asked itself', () => {
    const base = 'http://mirror.example/9-stream/BaseOS/x86_64/os';
    assert.deepEqual(treeUrls(tree, 'http://192.0.2.10:8080'), { kernel: `${base}/images/pxeboot/vmlinuz`, initrd: `${base}/images/pxeboot/initrd.img`, stage2: base });
    assert.equal(treeFile(tree, '/data', '.treeinfo'), undefined);
  });

  test('the others are served by the boot plane: the installer, and nothing else that lies there', () => {
    const local: Tree = { ...tree, source: { kind: 'directory', path: '/srv/os' } };
    assert.equal(treeUrls(local, 'http://192.0.2.10:8080').kernel, 'http://192.0.2.10:8080/trees/centos9/images/pxeboot/vmlinuz');
    for (const path of ['.treeinfo', 'images/install.img', 'images/pxeboot/vmlinuz', 'EFI/BOOT/BOOTX64.EFI', 'LiveOS/squashfs.img']) assert.deepEqual(treeFile(local, '/data', path), { root: '/srv/os', path });
    for (const path of ['', '.', '..', 'etc/passwd', 'images', 'images/', 'images/../etc/passwd', 'images//x', 'images/./x', '/images/x', 'Packages/bash.rpm', '.ssh/id_rsa', 'images/..', 'imagesx/y', '.treeinfo/../x']) assert.equal(treeFile(local, '/data', path), undefined, path);
    const iso: Tree = { ...tree, source: { kind: 'iso', path: '/srv/boot.iso' }, unpacked: 'centos9.abc' };
    assert.deepEqual(treeFile(iso, '/data', 'images/install.img'), { root: '/data/trees/centos9.abc', path: 'images/install.img' });
  });

  test('sources that are refused at their field', () => {
    const refused: readonly (readonly [object, string])[] = [
      [{ kind: 'mirror', url: 'ftp://mirror.example/os' }, 'source.url'], [{ kind: 'mirror', url: 'http://user:secret@mirror.example/os' }, 'source.url'], [{ kind: 'mirror', url: 'http://mirror.example/os?x=1' }, 'source.url'], [{ kind: 'mirror', url: 'http://mirror.example/a b' }, 'source.url'],
      [{ kind: 'mirror' }, 'source.url'], [{ kind: 'directory', path: 'relative' }, 'source.path'], [{ kind: 'iso', path: '/a\nb' }, 'source.path'], [{ kind: 'iso', path: '' }, 'source.path'], [{ kind: 'nfs', path: '/x' }, 'source.kind'], [{ kind: 'directory', path: '/x', more: 1 }, 'source'],
    ];
    for (const [source, path] of refused) {
      const parsed = TreeRequest.safeParse({ source });
      assert.equal(parsed.error?.issues[0]?.path.join('.'), path, JSON.stringify(source));
    }
    assert.deepEqual(TreeRequest.parse({ source: { kind: 'mirror', url: 'http://mirror.example/os//' } }), { arch: 'x86_64', source: { kind: 'mirror', url: 'http://mirror.example/os' } });
  });
});
