// SPDX-License-Identifier: GPL-2.0-or-later
// A list of SSH public keys: many pasted at once or dropped as files, each shown by type, fingerprint and comment.
'use client';
import { Alert, Button, List, ListItem, TextArea } from '@patternfly/react-core';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import { useEffect, useRef, useState } from 'react';
import { SshKey } from '#kickstart/profile/ssh-key.ts';
import type { FieldName } from '../field/field-text.ts';
import { FieldFrame } from '../field/frame.tsx';
import { textsOf, useValue } from '../field/value.ts';
import { fingerprint, mergeKeys, type Pasted } from './fingerprint.ts';
import { WORDS } from './words.ts';

const { keys: TEXT } = WORDS;
/** No list of public keys is as large as this. */
const LARGEST_FILE = 1024 * 1024;

function KeyRow({ value, onRemove }: { value: string; onRemove: () => void }) {
  const [print, setPrint] = useState<string>();
  const [type = '', , ...comment] = value.split(' ');
  useEffect(() => {
    let isCurrent = true;
    void fingerprint(value).then((text) => isCurrent && setPrint(text ?? TEXT.noFingerprint));
    return () => { isCurrent = false; };
  }, [value]);
  const name = comment.join(' ');
  return (
    <li className="bw-key">
      <span className="bw-key__text">
        <strong>{name === '' ? TEXT.noComment : name}</strong>
        <span>{type} · <code>{print}</code>{SshKey.safeParse(value).success ? '' : ` · ${TEXT.unreadable}`}</span>
      </span>
      <Button variant="plain" icon={<TrashIcon />} aria-label={`${TEXT.remove} ${name === '' ? print ?? type : name}`} onClick={onRemove} />
    </li>
  );
}

function Outcome({ outcome }: { outcome: Pasted | undefined }) {
  return (
    <div role="status">
      {outcome !== undefined && (outcome.merged > 0 || outcome.added > 0) && (
        <p>{outcome.added > 0 && TEXT.added(outcome.added)} {outcome.merged > 0 && TEXT.merged(outcome.merged)}</p>
      )}
      {outcome !== undefined && outcome.refused.length > 0 && (
        <List isPlain>
          {outcome.refused.map((refusal) => <ListItem key={refusal.line}><Alert isInline isPlain variant="danger" component="p" title={`${TEXT.refused(refusal.line)}: ${refusal.message}`} /></ListItem>)}
        </List>
      )}
    </div>
  );
}

async function textOfFiles(files: Iterable<File>): Promise<string> {
  const small = [...files].filter((file) => file.size <= LARGEST_FILE);
  return (await Promise.all(small.map((file) => file.text()))).join('\n');
}

export function SshKeys({ name, id }: { name: FieldName; id: string }) {
  const { value, set } = useValue(name);
  const keys = textsOf(value);
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Pasted>();
  const file = useRef<HTMLInputElement>(null);
  const take = (pasted: string) => {
    if (pasted.trim() === '') return;
    const result = mergeKeys(keys, pasted);
    set([...result.keys]);
    setOutcome(result);
    setText(result.refused.map((refusal) => refusal.text).join('\n'));
  };
  return (
    <FieldFrame name={name} isOptional>
      {(input) => (
        <div
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            void textOfFiles(event.dataTransfer.files).then(take);
          }}
        >
          {keys.length > 0 && <ul className="bw-keys" aria-label={TEXT.list}>{keys.map((key) => <KeyRow key={key} value={key} onRemove={() => set(keys.filter((one) => one !== key))} />)}</ul>}
          <TextArea {...input} rows={2} resizeOrientation="vertical" className="bw-mono" value={text} onChange={(_event, typed) => setText(typed)} onBlur={() => take(text)} onPaste={(event) => {
            event.preventDefault();
            take([text, event.clipboardData.getData('text')].join('\n'));
          }} spellCheck={false} autoComplete="off" />
          <div className="bw-row bw-row--tight">
            <Button variant="link" isInline onClick={() => take(text)}>{TEXT.add}</Button>
            <Button variant="link" isInline onClick={() => file.current?.click()}>{TEXT.file}</Button>
            <input
              ref={file} id={`${id}-file`} type="file" multiple hidden aria-label={TEXT.file}
              onChange={(event) => {
                void textOfFiles(event.target.files ?? []).then(take);
                event.target.value = '';
              }}
            />
          </div>
          <Outcome outcome={outcome} />
        </div>
      )}
    </FieldFrame>
  );
}
