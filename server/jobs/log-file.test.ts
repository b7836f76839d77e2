// SPDX-License-Identifier: GPL-2.0-or-later
// The log of a job: bounded whatever programs say, plain whatever they hold, and read in pieces without loss.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { logPath, logSize, logTail, MOST_BYTES, openJobLog, readLog } from './log-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'basewright-log-'));
after(() => rmSync(directory, { recursive: true }));
const now = () => Date.UTC(2026, 10, 23, 12);
const idOf = (number: number) => number.toString(16).padStart(16, '0');
let last = 0;
const newId = () => idOf((last += 1));

test('programs fill it only so far, the job has the last word, and it ends within its bound', () => {
  const id = newId();
  const log = openJobLog(directory, id, now);
  for (let count = 0; count < 10_000; count += 1) log.repeat('x'.repeat(999));
  log.say('The job says why it failed.');
  for (let count = 0; count < 2000; count += 1) log.say('y'.repeat(999));
  log.say('This is too late.');
  log.close();
  const text = readFileSync(logPath(directory, id), 'utf8');
  assert.ok(statSync(logPath(directory, id)).size <= MOST_BYTES);
  assert.equal(text.split('The programs of this job say more than the log takes').length, 2);
  assert.match(text, /Z The job says why it failed\.\n/);
  assert.match(text, /\nThe log is full and ends here\.\n$/);
});

test('it goes on where it was, and is full when it was full', () => {
  const id = newId();
  for (const word of ['first', 'second']) {
    const log = openJobLog(directory, id, now);
    log.say(word);
    log.close();
  }
  assert.equal(readFileSync(logPath(directory, id), 'utf8'), '2026-11-23T12:00:00Z first\n2026-11-23T12:00:00Z second\n');
});

test('no text of a program hides, forges or breaks a line, and pieces make the whole', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\u001b[2J', 'a\nb', '\u202etxt', '\ud800', '\u0085x', 'rootpw --plaintext hunter22hunter', 'ü'.repeat(3000), ''));
  const seed = 20_261_124;
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), text), { maxLength: 20 }), fc.integer({ min: 1, max: 9000 }), (lines, step) => {
    const id = newId();
    const log = openJobLog(directory, id, now);
    for (const [isOwn, line] of lines) {
      if (isOwn) log.say(line);
      else log.repeat(line);
    }
    log.close();
    const whole = readFileSync(logPath(directory, id), 'utf8');
    assert.doesNotMatch(whole, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|hunter22/);
    const count = whole.split('\n').length - 1;
    const own = lines.filter(([isOwn]) => isOwn).length;
    assert.ok(count >= own && count <= lines.length);
    assert.equal(whole.split('\n').filter((line) => line.startsWith('2026-11-23T12:00:00Z ')).length >= own, true);
    let read = '';
    for (let from = 0; from < logSize(directory, id);) {
      const part = readLog(directory, id, from, Math.max(step, 4100 * 4));
      assert.ok(part.next > from);
      read += part.text;
      from = part.next;
    }
    assert.equal(read, whole);
    const tail = logTail(directory, id, step);
    assert.ok(whole.endsWith(tail) && Buffer.byteLength(tail) <= step);
    assert.ok(tail === '' || tail === whole || whole.endsWith(`\n${tail}`));
  }), { seed, numRuns: 300 });
});

test('what is no id of a job names no file', () => {
  for (const id of ['', '..', '../secret.key', 'g'.repeat(16), `${'a'.repeat(16)}/x`]) assert.throws(() => logPath(directory, id), /not the id of a job/);
});
