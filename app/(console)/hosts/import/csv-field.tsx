// SPDX-License-Identifier: GPL-2.0-or-later
// A CSV file, dropped or chosen, or its text pasted. PatternFly's own file field writes inline styles, which the Content-Security-Policy refuses.
'use client';
import { Button, FormGroup, FormHelperText, HelperText, HelperTextItem, TextArea } from '@patternfly/react-core';
import FileIcon from '@patternfly/react-icons/dist/esm/icons/file-icon';
import { type DragEvent, useRef, useState } from 'react';
import { TEXT } from './text.ts';

const MOST_BYTES = 5 * 1024 * 1024;
export const CSV_FIELD_ID = 'csv-text';

type CsvFieldProps = { text: string; onChange: (text: string) => void; error: string | undefined; onError: (error: string | undefined) => void };

function FileButton({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="secondary" icon={<FileIcon />} onClick={() => input.current?.click()}>{TEXT.browse}</Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.txt,text/csv,text/plain"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = ''; // The same file may be chosen again after it was mended.
        }}
      />
    </>
  );
}

export function CsvField({ text, onChange, error, onError }: CsvFieldProps) {
  const [fileName, setFileName] = useState('');
  const [isOver, setOver] = useState(false);
  const change = (next: string, name: string) => {
    setFileName(name);
    onError(undefined);
    onChange(next);
  };
  const read = (file: File) => {
    if (file.size > MOST_BYTES) onError(TEXT.tooLarge);
    else file.text().then((content) => change(content, file.name), () => onError(TEXT.readFailed));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) read(file);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <FormGroup fieldId={CSV_FIELD_ID} label={TEXT.file} isRequired>
      <div className="bw-buttons bw-csv__head">
        <FileButton onFile={read} />
        {text !== '' && <Button variant="link" onClick={() => change('', '')}>{TEXT.clear}</Button>}
        <span role="status">{fileName}</span>
      </div>
      <div className={isOver ? 'bw-csv bw-csv--over' : 'bw-csv'} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
        <TextArea
          id={CSV_FIELD_ID}
          aria-describedby={`${CSV_FIELD_ID}-help`}
          validated={error === undefined ? 'default' : 'error'}
          placeholder={TEXT.placeholder}
          rows={10}
          resizeOrientation="vertical"
          spellCheck={false}
          value={text}
          onChange={(_event, next) => change(next, '')}
        />
      </div>
      <FormHelperText>
        <HelperText id={`${CSV_FIELD_ID}-help`} isLiveRegion>
          <HelperTextItem variant={error === undefined ? 'default' : 'error'}>{error ?? TEXT.fileHelp}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
