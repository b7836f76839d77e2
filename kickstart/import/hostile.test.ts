// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever text comes in: nothing is thrown, every line is accounted for, and what is valid renders to what pykickstart takes.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { splitLines } from '../language/lines.ts';
import { openOracle } from '../oracle/client.ts';
import { targets } from '../profile/targets.ts';
import { renderKickstart } from '../render.ts';
import { arbitraryLine } from './arbitrary-line.ts';
import { importKickstart } from './import.ts';

const RUNS = Number(process.env['FC_RUNS'] ?? 1000);
const SEED = Number(process.env['FC_SEED'] ?? 20261123);
const oracle = openOracle();
after(() => oracle.close());

const anyLine = fc.oneof(
  { weight: 4, arbitrary: arbitraryLine('RHEL9').map(({ text }) => text) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '%post', '%pre', '%packages', '%addon org_imgbased', '%addon org_imgbased --nvr', '%addon com_redhat_kdump --reserve-mb', '%addon com_redhat_kdump --enable --reserve-mb=x', '%anaconda', '%end', ' %end', '%include /x', '%include', '%ksappend',
      '# Basewright profile x, for rhel9', '# Basewright profile: {"title":"t"}', '# Basewright profile: {"title":', '# Basewright profile: {"title":1}', '# Basewright checks that the layout step ran.',
      '# Basewright finds the disk: {"by":"serial","serial":"a"}', '# Basewright finds the disk: {', '%include /tmp/basewright-disk.ks', 'nodectl init', '  imgbase layout --init && x', 'imgbase layout --init \\', '', '# c',
      'part pv.01 --size=1 --grow --encrypted', 'logvol / --vgname=a --name=b --thin --poolname=p', 'logvol none --vgname=a --name=p --thinpool --size=1', 'volgroup a pv.01', 'autopart --type=thinp', 'part /boot --size=1200', 'part swap', 'skipx # why',
    ),
  },
);
/** Lines that make the rest a profile. */
const BASE = 'liveimg --url=http://images.example.com/a.squashfs\nignoredisk --only-use=sda\n';
const documents = fc.tuple(fc.boolean(), fc.array(anyLine, { maxLength: 12 })).map(([whole, lines]) => `${whole ? BASE : ''}${lines.join('\n')}${whole ? '' : '\n'}`);

test('texts of any lines: nothing thrown, every line accounted for, valid profiles render to what pykickstart takes', async () => {
  const valid: { readonly text: string; readonly version: (typeof targets)['rhel9']['kickstart']; readonly source: string; readonly kept: ReadonlySet<string> }[] = [];
  fc.assert(fc.property(documents, (source) => {
    const imported = importKickstart(source);
    assert.ok(imported.outcome !== 'refused');
    const text = source.startsWith('\ufeff') ? source.slice(1) : source;
    assert.deepEqual(imported.lines.map((line) => line.text), splitLines(text));
    if (imported.outcome === 'draft') {
      assert.ok(imported.problems.length > 0);
      return;
    }
    const rendered = renderKickstart(imported.profile).text;
    valid.push({ text: rendered, version: targets[imported.target.id].kickstart, source, kept: new Set(imported.profile.extra.commands) });
    const again = importKickstart(rendered);
    assert.ok(again.outcome === 'profile', JSON.stringify(again));
    assert.deepEqual(again.profile, imported.profile);
  }), { numRuns: RUNS, seed: SEED });
  const results = await oracle.parseMany(valid);
  results.forEach((result, index) => {
    const { text = '', kept } = valid[index] ?? {};
    // Rules of single commands that go beyond options are not known here ("realm" takes only "join"): the button that asks pykickstart tells them.
    const errors = result.errors.filter(({ line }) => line === null || kept?.has(splitLines(text)[line - 1] ?? '') !== true);
    assert.deepEqual(errors, [], `FC_SEED=${SEED}\n${valid[index]?.source}\n=====\n${text}`);
  });
  assert.ok(valid.length > RUNS / 20, `only ${valid.length} were valid`);
});

test('20,000 lines of one kind are read in seconds, not in minutes', () => {
  for (const line of ['rootpw --lock', 'network --device=a', 'logvol / --vgname=a --name=b --size=2', 'sshkey --username=a x', '%post\nnodectl init\n%end']) {
    const count = Math.floor(20_000 / line.split('\n').length);
    const start = performance.now();
    assert.ok(importKickstart(`${line}\n`.repeat(count)).outcome !== 'refused');
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < 10, `${line}: ${seconds.toFixed(1)} s`);
  }
});
