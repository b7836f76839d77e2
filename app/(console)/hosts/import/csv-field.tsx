// SPDX-License-Identifier: GPL-2.0-or-later
// A CSV file, dropped or chosen, or its text pasted.
'use client';
import { FileUpload, FormGroup, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import { useState } from 'react';
import { TEXT } from './text.ts';

const MOST_BYTES = 5 * 1024 * 1024;
const ID = 'csv';

type CsvFieldProps = { text: string; onChange: (text: string) => void; error: string | undefined; onError: (error: string | undefined) => void };

export function CsvField({ text, onChange, error, onError }: CsvFieldProps) {
  const [fileName, setFileName] = useState('');
  const change = (next: string, name: string) => {
    setFileName(name);
    onError(undefined);
    onChange(next);
  };
  const read = (file: File) => {
    if (file.size > MOST_BYTES) {
      onError(TEXT.tooLarge);
      return;
    }
    file.text().then((content) => change(content, file.name), () => onError(TEXT.readFailed));
  };
  return (
    <FormGroup fieldId={ID} label={TEXT.file} isRequired>
      <FileUpload
        id={ID}
        value={text}
        filename={fileName}
        filenamePlaceholder={TEXT.filePlaceholder}
        filenameAriaLabel={TEXT.filePlaceholder}
        aria-label={TEXT.file}
        browseButtonText={TEXT.browse}
        clearButtonText={TEXT.clear}
        hideDefaultPreview
        onFileInputChange={(_event, file) => read(file)}
        onClearClick={() => change('', '')}
        validated={error === undefined ? 'default' : 'error'}
        dropzoneProps={{ multiple: false }}
      >
        <textarea
          id={`${ID}-text`}
          className="bw-csv"
          aria-label={TEXT.file}
          aria-invalid={error !== undefined}
          aria-describedby={`${ID}-help`}
          rows={10}
          spellCheck={false}
          value={text}
          onChange={(event) => change(event.target.value, '')}
        />
      </FileUpload>
      <FormHelperText>
        <HelperText id={`${ID}-help`} isLiveRegion>
          <HelperTextItem variant={error === undefined ? 'default' : 'error'}>{error ?? TEXT.fileHelp}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
