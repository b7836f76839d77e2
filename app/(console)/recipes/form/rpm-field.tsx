// SPDX-License-Identifier: GPL-2.0-or-later
// The rpm files of a recipe: dropped or chosen, uploaded, and ticked where the recipe uses them.
'use client';
import { Button, Checkbox, FormGroup, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import TrashIcon from '@patternfly/react-icons/dist/esm/icons/trash-icon';
import UploadIcon from '@patternfly/react-icons/dist/esm/icons/upload-icon';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { type Control, useController } from 'react-hook-form';
import { z } from 'zod';
import { apiPath, callApi } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import type { Problem } from '../../../problem.ts';
import { ConfirmDialog } from '../../dialog/confirm-dialog.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { notify } from '../../notice/notices.ts';
import { RpmFiles } from '../answers.ts';
import type { RecipeDraft } from './recipe-draft.ts';
import { TEXT } from './text.ts';
import { uploadRpm } from './upload-rpm.ts';

type Known = RpmFiles['items'][number];

/** One after the other; a refused one does not hold up the next. */
function useUploads(onDone: (sha256: string) => void) {
  const [sending, setSending] = useState<{ name: string; percent: number }>();
  const [refused, setRefused] = useState<{ name: string; problem: Problem }[]>([]);
  const send = async (files: readonly File[]) => {
    setRefused([]);
    for (const file of files) {
      const answer = await uploadRpm(file, (fraction) => setSending({ name: file.name, percent: Math.floor(fraction * 100) }));
      if (answer.ok) {
        notify(TEXT.rpmDone(file.name));
        onDone(answer.data.sha256);
      } else setRefused((before) => [...before, { name: file.name, problem: answer.problem }]);
    }
    setSending(undefined);
  };
  return { send, sending, refused };
}

function DropZone({ onFiles, isBusy }: { onFiles: (files: readonly File[]) => void; isBusy: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!isBusy) onFiles([...event.dataTransfer.files]);
  };
  return (
    <div className={isOver ? 'bw-drop bw-drop--over' : 'bw-drop'} data-testid="rpm-drop" onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      <span>{TEXT.rpmDrop}</span>
      <Button variant="secondary" icon={<UploadIcon />} isDisabled={isBusy} onClick={() => input.current?.click()}>{TEXT.rpmChoose}</Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".rpm"
        aria-label={TEXT.rpmChoose}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function DeleteFile({ rpm, onClose, onDone }: { rpm: Known; onClose: () => void; onDone: () => void }) {
  const act = () => callApi({ method: 'DELETE', path: apiPath(['rpms', rpm.sha256]), schema: z.undefined() });
  return <ConfirmDialog title={`${TEXT.rpmDelete(rpm.name)}?`} confirm={TEXT.rpmDeleteSubmit} refused={TEXT.rpmDeleteFailed} act={act} onDone={onDone} onClose={onClose}>{TEXT.rpmDeleteText}</ConfirmDialog>;
}

function FileRow({ rpm, isChosen, toggle, askDelete }: { rpm: Known; isChosen: boolean; toggle: () => void; askDelete: () => void }) {
  const about = `${rpm.summary} (${rpm.package.key === null ? TEXT.rpmUnsigned : TEXT.rpmSigned(rpm.package.key)})`;
  return (
    <div className="bw-rpm">
      <Checkbox id={`rpm-${rpm.sha256}`} label={<span className="bw-wrap">{rpm.name}</span>} description={about} isChecked={isChosen} onChange={toggle} />
      {!isChosen && rpm.usedBy.length === 0 && <Button variant="plain" aria-label={TEXT.rpmDelete(rpm.name)} icon={<TrashIcon />} onClick={askDelete} />}
    </div>
  );
}

export function RpmField({ control }: { control: Control<RecipeDraft> }) {
  const { field: { value, onChange }, fieldState } = useController({ control, name: 'rpms' });
  const { answer, reload } = useAnswer(apiPath(['rpms']), RpmFiles);
  const [asked, ask] = useState<Known>();
  const chosen = useRef(value);
  // Uploads end later than the render that began them.
  useEffect(() => {
    chosen.current = value;
  }, [value]);
  const set = (next: string[]) => {
    chosen.current = next;
    onChange(next);
  };
  const add = (sha256: string) => {
    set([...chosen.current.filter((each) => each !== sha256), sha256]);
    reload();
  };
  const { send, sending, refused } = useUploads(add);
  const items = answer?.ok === true ? answer.data.items : [];
  const lost = answer?.ok === true ? value.filter((sha256) => !items.some((item) => item.sha256 === sha256)) : [];
  const toggle = (sha256: string) => set(value.includes(sha256) ? value.filter((each) => each !== sha256) : [...value, sha256]);
  const error = fieldState.error?.message;
  return (
    <FormGroup role="group" label={TEXT.rpms} fieldId="field-rpms">
      <ProblemAlert title={TEXT.rpmsFailed} problem={answer?.ok === false ? answer.problem : undefined} />
      {refused.map(({ name, problem }) => <ProblemAlert key={name} title={TEXT.rpmFailed(name)} problem={problem} />)}
      <DropZone onFiles={(files) => void send(files)} isBusy={sending !== undefined} />
      <div role="status">{sending !== undefined && TEXT.rpmUploading(sending.name, sending.percent)}</div>
      {answer?.ok === true && items.length === 0 && <p>{TEXT.rpmsNone}</p>}
      {items.map((rpm) => <FileRow key={rpm.sha256} rpm={rpm} isChosen={value.includes(rpm.sha256)} toggle={() => toggle(rpm.sha256)} askDelete={() => ask(rpm)} />)}
      {lost.map((sha256) => <Checkbox key={sha256} id={`rpm-${sha256}`} label={TEXT.rpmMissing(sha256)} isChecked onChange={() => toggle(sha256)} />)}
      <FormHelperText><HelperText><HelperTextItem variant={error === undefined ? 'default' : 'error'}>{error ?? TEXT.rpmsHelp}</HelperTextItem></HelperText></FormHelperText>
      {asked !== undefined && (
        <DeleteFile
          rpm={asked}
          onClose={() => ask(undefined)}
          onDone={() => {
            ask(undefined);
            reload();
          }}
        />
      )}
    </FormGroup>
  );
}
