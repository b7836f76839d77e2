// SPDX-License-Identifier: GPL-2.0-or-later
// The files of a recipe: path, mode, owner, group, and a content that is typed or taken from a file.
'use client';
import { Button, Content } from '@patternfly/react-core';
import FileIcon from '@patternfly/react-icons/dist/esm/icons/file-icon';
import { useRef, useState } from 'react';
import { type Control, useController, useFieldArray } from 'react-hook-form';
import { contentBytes, FILE_BYTES } from '#kickstart/recipe/recipe.ts';
import { TextAreaField } from '../../../form/text-area-field.tsx';
import { TextField } from '../../../form/text-field.tsx';
import { GroupList } from './group-list.tsx';
import { newFile, type RecipeDraft } from './recipe-draft.ts';
import { TEXT } from './text.ts';

type Place = { control: Control<RecipeDraft>; index: number };

/** Text where it is text that a field can hold, else base64. */
async function contentOf(file: File): Promise<{ encoding: 'text' | 'base64'; content: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // A text field of a browser would change carriage returns and drop other control characters.
    if (!/[\0-\u0008\u000b-\u001f\u007f]/.test(text)) return { encoding: 'text', content: text };
  } catch {
    // No UTF-8.
  }
  return { encoding: 'base64', content: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
}

function FileContent({ control, index }: Place) {
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string>();
  const { field: encoding } = useController({ control, name: `files.${index}.encoding` });
  const { field: content } = useController({ control, name: `files.${index}.content` });
  const set = (next: { encoding: string; content: string }) => {
    setError(undefined);
    encoding.onChange(next.encoding);
    content.onChange(next.content);
  };
  const take = (file: File) => {
    if (file.size > FILE_BYTES) setError(TEXT.fileTooLarge);
    else contentOf(file).then(set, () => setError(TEXT.fileUnreadable));
  };
  return (
    <>
      {encoding.value === 'base64'
        ? <p>{TEXT.fileBinary(contentBytes({ encoding: 'base64', content: content.value }))}</p>
        : <TextAreaField control={control} name={`files.${index}.content`} label={TEXT.fileContent} rows={6} isCode />}
      <div className="bw-buttons">
        <Button variant="secondary" size="sm" icon={<FileIcon />} onClick={() => input.current?.click()}>{TEXT.fileChoose}</Button>
        {encoding.value === 'base64' && <Button variant="link" size="sm" onClick={() => set({ encoding: 'text', content: '' })}>{TEXT.fileReplace}</Button>}
      </div>
      <div role="alert">{error}</div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={TEXT.fileChoose}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) take(file);
          event.target.value = '';
        }}
      />
    </>
  );
}

export function FileFields({ control }: { control: Control<RecipeDraft> }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'files' });
  return (
    <>
      <Content component="p">{TEXT.filesText}</Content>
      <GroupList name="file" ids={fields.map(({ id }) => id)} title={TEXT.file} add={TEXT.addFile} remove={TEXT.removeFile} onAdd={() => append(newFile, { focusName: `files.${fields.length}.path` })} onRemove={remove}>
        {(index) => (
          <>
            <TextField control={control} name={`files.${index}.path`} label={TEXT.filePath} isRequired />
            <TextField control={control} name={`files.${index}.mode`} label={TEXT.fileMode} isRequired />
            <TextField control={control} name={`files.${index}.owner`} label={TEXT.fileOwner} isRequired />
            <TextField control={control} name={`files.${index}.group`} label={TEXT.fileGroup} isRequired />
            <FileContent control={control} index={index} />
          </>
        )}
      </GroupList>
    </>
  );
}
