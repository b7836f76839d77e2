// SPDX-License-Identifier: GPL-2.0-or-later
// The installer's command line: what is always there, what profile and host change, and what stays out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KernelArgument } from '#kickstart/profile/names.ts';
import { BootValueError, bootValue } from './allow-list.ts';
import { installerArguments } from './installer-arguments.ts';
import { BOOT_URL, installerInput, MAC, TOKEN } from './scripts.fixture.ts';

const SEED = 20261124;
const added = (...args: string[]) => installerArguments(installerInput({}, { kernelArguments: args })).filter((argument) => args.includes(argument));

describe('the command line of the installer', () => {
  it('says where the installer, its kickstart and the add-on are', () => {
    assert.deepEqual(installerArguments(installerInput()), [
      `inst.stage2=${BOOT_URL}/trees/centos9`, `inst.ks=${BOOT_URL}/t/${TOKEN}/ks/${MAC}`, 'inst.ks.sendmac', 'inst.ks.sendsn',
      `inst.updates=${BOOT_URL}/addon/updates.img`, 'inst.nosave=input_ks', 'inst.text', 'BOOTIF=01-52-54-00-12-34-56',
    ]);
  });

  it('leaves the add-on out where no layer is made', () => {
    assert.deepEqual(installerArguments(installerInput({ layout: { init: false } })).filter((argument) => argument.startsWith('inst.updates')), []);
  });

  it('tells the add-on to make no volumes of its own', () => {
    assert.ok(installerArguments(installerInput({ layout: { nodeStorage: 'minimal' } })).includes('node_storage=minimal'));
  });

  it('shows the installer as the profile wants it', () => {
    const shown = (display: 'text' | 'cmdline' | 'graphical') => installerArguments(installerInput({ finish: { display } })).filter((argument) => /^inst\.(text|cmdline|graphical)$/.test(argument));
    assert.deepEqual([shown('text'), shown('cmdline'), shown('graphical')], [['inst.text'], ['inst.cmdline'], []]);
  });

  it('passes on what the way to console, network and disks needs, the profile\'s first', () => {
    const args = installerArguments(installerInput({ finish: { kernelArguments: ['console=tty0', 'quiet'] } }, { kernelArguments: ['console=ttyS0,115200n8', 'rd.driver.blacklist=nouveau', 'no_timer_check', 'inst.sshd', 'fips=1'] }));
    assert.deepEqual(args.slice(-6), ['console=tty0', 'console=ttyS0,115200n8', 'rd.driver.blacklist=nouveau', 'no_timer_check', 'inst.sshd', 'fips=1']);
  });

  it('leaves out what belongs to the installed system', () => {
    assert.deepEqual(added('resume=/dev/node/swap', 'rd.luks.uuid=1', 'rd.md.uuid=1', 'crashkernel=auto', 'quiet', 'init=/bin/sh', 'consoleblank=0', 'systemd.unit=rescue.target'), []);
  });

  it('lets nobody say a second time what it says itself', () => {
    assert.deepEqual(added('inst.ks=http://192.0.2.66/ks', 'inst.ks.all', 'inst.stage2=http://192.0.2.66/', 'inst.updates=http://192.0.2.66/u', 'inst.nosave=all', 'inst.repo=x', 'inst.graphical'), []);
  });

  it('sets up the card that booted, unless an address was given by hand', () => {
    const bootif = (...args: string[]) => installerArguments(installerInput({}, { kernelArguments: args })).some((argument) => argument.startsWith('BOOTIF='));
    assert.deepEqual([bootif(), bootif('ip=dhcp'), bootif('ip=192.0.2.20::192.0.2.1:255.255.255.0:node1:eno1:none')], [true, true, false]);
    const named = installerInput({}, { kernelArguments: ['ip=eno2:dhcp'], interfaces: [{ kind: 'ethernet', device: 'bootif' }] });
    assert.ok(installerArguments(named).some((argument) => argument.startsWith('BOOTIF=')), 'network --device=bootif needs it');
  });

  it('refuses a command line that the kernel would cut off', () => {
    const many = Array.from({ length: 10 }, (_, index) => `rd.driver.pre=${'m'.repeat(200)}${index}`);
    assert.throws(() => installerArguments(installerInput({}, { kernelArguments: many })), { name: 'BootValueError', message: /Remove kernel arguments/ });
  });

  it('has nothing in it but allow-listed words, whatever a profile may hold', () => {
    const argument = fc.oneof(
      fc.constantFrom('console=', 'ip=', 'inst.', 'rd.driver.pre=', '').chain((head) => fc.string({ unit: 'grapheme', maxLength: 20 }).map((tail) => head + tail)),
      fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.,:/=@%+-]{0,30}$/),
    ).filter((text) => KernelArgument.safeParse(text).success);
    fc.assert(fc.property(fc.uniqueArray(argument, { maxLength: 10 }), (kernelArguments) => {
      for (const word of installerArguments(installerInput({ finish: { kernelArguments } }))) assert.match(word, /^[A-Za-z0-9._:/@%+=,[\]-]+$/);
    }), { seed: SEED, numRuns: 500 });
  });
});

describe('the allow-list', () => {
  it('lets through only what means nothing but itself', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const isPlain = /^[A-Za-z0-9._:/@%+=,[\]-]+$/.test(text) && !text.includes('\n');
      if (isPlain) assert.equal(bootValue(text), text);
      else assert.throws(() => bootValue(text), BootValueError);
    }), { seed: SEED, numRuns: 2000 });
  });

  it('refuses every character with a meaning in iPXE, GRUB or on a command line', () => {
    for (const character of [' ', '\t', '\n', '\r', '\0', '$', '{', '}', '(', ')', '|', '&', ';', '#', '"', "'", '`', '\\', '*', '?', '<', '>', '!', '~', '^', '\u00a0', 'é']) {
      assert.throws(() => bootValue(`a${character}b`), BootValueError, JSON.stringify(character));
      assert.throws(() => bootValue(`ab${character}`), BootValueError, JSON.stringify(character));
    }
    assert.throws(() => bootValue(''), BootValueError);
  });
});
