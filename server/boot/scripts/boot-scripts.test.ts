// SPDX-License-Identifier: GPL-2.0-or-later
// iPXE's and GRUB's scripts: they hold only what the server said, end on the machine's own disk, and GRUB's own parser reads them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BootValueError } from './allow-list.ts';
import { efiFile, isModuleList } from './efi-files.ts';
import { genericGrubConfig, grubConfigName, installerGrubConfig, localBootGrubConfig, unknownGrubConfig, waitGrubConfig } from './grub.ts';
import { chainScript, installerScript, localBootScript, unknownScript, WAITS, waitScript } from './ipxe.ts';
import { BOOT_URL, installerBoot, MAC } from './scripts.fixture.ts';

const SEED = 20261124;
const ipxe = (url = BOOT_URL) => ({ chain: chainScript(url), installer: installerScript({ ...installerBoot, bootUrl: url }), local: localBootScript('installed'), unknown: unknownScript(url), wait: waitScript(url) });
const grub = (url = BOOT_URL) => ({ generic: genericGrubConfig(url), installer: installerGrubConfig({ ...installerBoot, bootUrl: url }), local: localBootGrubConfig('installed'), unknown: unknownGrubConfig(url), wait: waitGrubConfig(url) });

/** Debian's name of GRUB's parser, then Fedora's. */
function parsedByGrub(text: string): string {
  const [debian, fedora] = ['grub-script-check', 'grub2-script-check'].map((program) => spawnSync(program, { input: text, encoding: 'utf8' }));
  const { status, stderr, error } = (debian?.error === undefined ? debian : fedora) ?? {};
  return status === 0 ? 'ok' : `${status} ${stderr} ${error?.message}`;
}

describe('scripts for iPXE', () => {
  it('begin as iPXE wants it, and define every label that they go to once', () => {
    for (const [name, script] of Object.entries(ipxe())) {
      assert.ok(script.startsWith('#!ipxe\n'), name);
      const labels = [...script.matchAll(/^:(\w+)$/gm)].map(([, label]) => label);
      assert.equal(new Set(labels).size, labels.length, name);
      for (const [, label] of script.matchAll(/goto (\w+)/g)) assert.ok(labels.includes(label), `${name}: ${label}`);
    }
  });

  it('end with booting the machine itself, whatever fails before', () => {
    for (const [name, script] of Object.entries(ipxe())) assert.match(script, /:local\niseq \$\{platform\} efi && goto firmware \|\|\nsanboot --no-describe --drive 0x80 \|\|\n:firmware\nexit 1\n$/, name);
  });

  it('name the machine by its own settings, the card that booted first', () => {
    const chain = ipxe().chain;
    assert.ok(chain.includes(`${BOOT_URL}/boot/\${netX/mac:hexhyp}/ipxe?uuid=\${uuid}&platform=\${platform}`), chain);
    for (const setting of ['serial', 'asset', 'manufacturer', 'product']) assert.ok(chain.includes(`&${setting}=\${${setting}:uristring}`), setting);
    assert.ok(ipxe().unknown.includes('${netX/mac}'));
  });

  it('load kernel and initramfs with the arguments, and nothing of the host but its id', () => {
    const { installer } = ipxe();
    assert.ok(installer.includes(`kernel --name vmlinuz ${installerBoot.kernel} initrd=initrd.img ${installerBoot.arguments.join(' ')} || goto again\n`));
    assert.ok(installer.includes(`initrd --name initrd.img ${installerBoot.initrd} || goto again\nboot ||\n`));
    assert.ok(installer.includes('echo Basewright: installing node1.example.com\n'));
  });

  it('wait for a bounded time only', () => {
    assert.ok(ipxe().wait.includes(`iseq \${bwtries} ${WAITS.times} && goto give_up ||\nsleep ${WAITS.seconds}\n`));
    assert.ok(WAITS.times * WAITS.seconds <= 180);
  });

  it('install only in the one script that is for it', () => {
    for (const [name, script] of Object.entries({ ...ipxe(), ...grub() })) assert.equal(/^(kernel|if linux) /m.test(script), name === 'installer', name);
  });
});

describe('configurations for GRUB', () => {
  it('are read by GRUB\'s own parser', () => {
    for (const url of [BOOT_URL, 'http://boot.example.com', 'http://[2001:db8::1]:8080/base']) {
      for (const [name, text] of Object.entries(grub(url))) {
        assert.equal(parsedByGrub(text), 'ok', `${name} for ${url}`);
      }
    }
  });

  it('write the server as GRUB names it, in both spellings of a port', () => {
    assert.ok(grub().generic.includes('set basewright=(http,192.0.2.10:8080)\nif [ ! -s $basewright/boot/grub.cfg ]; then\n  set basewright=(http,192.0.2.10,8080)\nfi\n'));
    assert.ok(grub('http://boot.example.com').generic.includes('set basewright=(http,boot.example.com)\nconfigfile $basewright/boot/$net_default_mac/grub.cfg\n'));
    assert.ok(grub('http://[2001:db8::1]:8080/base').generic.includes('set basewright=(http,[2001:db8::1]:8080)\nif [ ! -s $basewright/base/boot/grub.cfg ]'));
  });

  it('take kernel and initramfs from where the tree is', () => {
    const text = installerGrubConfig({ ...installerBoot, kernel: 'http://mirror.example.com/9/images/pxeboot/vmlinuz' });
    assert.ok(text.includes('set kernel=(http,mirror.example.com)\nset initrd=(http,192.0.2.10:8080)\nif [ ! -s $basewright/boot/grub.cfg ]; then\n'));
    assert.ok(text.includes('  set kernel=(http,mirror.example.com)\n  set initrd=(http,192.0.2.10,8080)\nfi\n'));
    assert.ok(text.includes(`if linux $kernel/9/images/pxeboot/vmlinuz ${installerBoot.arguments.join(' ')}; then\n  if initrd $initrd/trees/centos9/images/pxeboot/initrd.img; then boot; fi\nfi\n`));
  });

  it('end with booting the machine itself', () => {
    for (const name of ['generic', 'installer', 'local', 'wait'] as const) assert.ok(grub()[name].endsWith('\nboot_local\n'), name);
    assert.match(grub().unknown, /set timeout=10\nset default=0\nmenuentry "Boot from the local disk" \{\n {2}boot_local\n/);
  });
});

describe('hostile values', () => {
  it('never get into a script', () => {
    const hostile = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/^[A-Za-z0-9._:/@%+=,[\]-]+$/.test(text));
    fc.assert(fc.property(hostile, fc.constantFrom('host', 'kernel', 'initrd', 'argument', 'bootUrl'), (text, field) => {
      const boot = field === 'argument' ? { ...installerBoot, arguments: [text] } : { ...installerBoot, [field]: field === 'host' ? text : `${BOOT_URL}/${text}` };
      assert.throws(() => installerScript(boot), BootValueError);
      assert.throws(() => installerGrubConfig(boot), BootValueError);
    }), { seed: SEED, numRuns: 1000 });
  });
});

describe('file names that firmware, shim and GRUB ask for', () => {
  it('are configurations or boot loaders of the tree', () => {
    assert.deepEqual(efiFile('BOOTX64.EFI'), { kind: 'tree', path: 'EFI/BOOT/BOOTX64.EFI' });
    assert.deepEqual(efiFile('bootx64.efi'), { kind: 'tree', path: 'EFI/BOOT/BOOTX64.EFI' });
    assert.deepEqual(efiFile('GRUBAA64.EFI'), { kind: 'tree', path: 'EFI/BOOT/grubaa64.efi' });
    assert.deepEqual(efiFile('grub.cfg'), { kind: 'config', config: { kind: 'generic' } });
    assert.deepEqual(grubConfigName('grub.cfg-01-52-54-00-12-34-56'), { kind: 'mac', mac: MAC });
  });

  it('are lists of modules', () => {
    assert.ok(isModuleList('x86_64-efi/command.lst') && isModuleList('arm64-efi/fs.lst'));
    for (const path of ['command.lst', 'x86_64-efi/http.mod', 'i386-pc/fs.lst', '../x86_64-efi/fs.lst', 'x86_64-efi/fs.lst\n']) assert.ok(!isModuleList(path), path);
  });

  it('are nothing else', () => {
    for (const name of ['', 'grub.cfg-', 'grub.cfg-C000020A', 'grub.cfg-01-52-54-00-12-34', 'grub.cfg-01-52:54:00:12:34:56', '../grub.cfg', 'EFI/BOOT/BOOTX64.EFI', 'grub.cfg\n', 'fbx64.efi', 'constructor', 'x86_64-efi/http.mod', 'i386-pc/fs.lst']) assert.equal(efiFile(name), undefined, name);
  });
});
