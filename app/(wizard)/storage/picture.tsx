// SPDX-License-Identifier: GPL-2.0-or-later
// The disk as a drawing: partitions and volume group above, the thin pool with its promised volumes below. The list under it says the same in words.
'use client';
import { FormSection, HelperText, HelperTextItem } from '@patternfly/react-core';
import { useWizard } from '../draft/context.tsx';
import { type Part, type Picture, pictureOf, readable } from './picture-model.ts';
import { SurvivalWord } from '../survival/survival-label.tsx';
import { WORDS as SURVIVAL } from '../survival/words.ts';
import { WORDS } from './words.ts';

const { picture: TEXT } = WORDS;

const WIDTH = 720;
const BAR = 46;
const UPPER = 24;
const LOWER = 124;
/** Narrower parts carry no label in the bar; the list names them. */
const LABEL_MIN = 52;
/** Narrower parts do not say what becomes of them. */
const SURVIVAL_MIN = 130;
/** Even a small part must be seen. */
const PART_MIN = 6;

type Placed = Part & { x: number; width: number };

/** Parts side by side over `width`, in proportion to their sizes. */
function placed(parts: readonly Part[], width: number, total: number): Placed[] {
  const raw = parts.map((part) => Math.max(PART_MIN, (part.size / Math.max(1, total)) * width));
  const shrink = Math.min(1, width / raw.reduce((sum, size) => sum + size, 0));
  let x = 0;
  return parts.map((part, index) => {
    const size = (raw[index] ?? 0) * shrink;
    const at = { ...part, x, width: size };
    x += size;
    return at;
  });
}

function Bar({ parts, y }: { parts: readonly Placed[]; y: number }) {
  return parts.map((part, index) => (
    <g key={`${index} ${part.label}`}>
      <rect className={`bw-pic__part bw-pic__part--${part.kind}`} x={part.x} y={y} width={Math.max(1, part.width - 2)} height={BAR} rx="3" />
      {part.width >= LABEL_MIN && (
        <>
          <text className="bw-pic__label" x={part.x + 6} y={y + 19}>{part.label.slice(0, Math.floor(part.width / 7.5))}</text>
          <text className="bw-pic__size" x={part.x + 6} y={y + 35}>{readable(part.size)}{part.survival !== undefined && part.width >= SURVIVAL_MIN && ` · ${SURVIVAL.labels[part.survival].toLowerCase()}`}</text>
        </>
      )}
    </g>
  ));
}

function Drawing({ picture }: { picture: Picture }) {
  const upper = placed(picture.parts, WIDTH, picture.parts.reduce((sum, part) => sum + part.size, 0));
  const pool = upper.find((part) => part.kind === 'pool');
  const scale = Math.max(picture.promised, picture.poolSize ?? 0);
  const lower = placed(picture.volumes, (picture.promised / Math.max(1, scale)) * WIDTH, picture.promised);
  const full = picture.poolSize !== undefined && picture.poolSize < picture.promised ? (picture.poolSize / scale) * WIDTH : undefined;
  return (
    <svg className="bw-pic" viewBox={`0 0 ${WIDTH} ${LOWER + BAR + 22}`} role="img" aria-label={`${TEXT.description}: ${picture.disk}, ${picture.group}, ${picture.pool}`}>
      <text className="bw-pic__caption" x="0" y="14">{picture.disk} · {picture.group}</text>
      <Bar parts={upper} y={UPPER} />
      {pool !== undefined && <path className="bw-pic__fan" d={`M${pool.x} ${UPPER + BAR + 2} L0 ${LOWER - 2} H${WIDTH} L${pool.x + pool.width - 2} ${UPPER + BAR + 2} Z`} />}
      <text className="bw-pic__caption" x="8" y={LOWER - 10}>{TEXT.pool} {picture.pool} · {TEXT.promised}: {readable(picture.promised)}</text>
      <rect className="bw-pic__pool" x="0.5" y={LOWER} width={(full ?? WIDTH) - 1} height={BAR} rx="3" />
      <Bar parts={lower} y={LOWER} />
      {full !== undefined && (
        <>
          <line className="bw-pic__limit" x1={full} x2={full} y1={LOWER - 6} y2={LOWER + BAR + 6} />
          <text className="bw-pic__limit-label" x={Math.min(full, WIDTH - 150)} y={LOWER + BAR + 18}>{readable(picture.poolSize ?? 0)}</text>
        </>
      )}
    </svg>
  );
}

export function DiskPicture() {
  const { document } = useWizard();
  const picture = pictureOf(document);
  const share = picture.poolSize === undefined || picture.poolSize === 0 ? undefined : Math.round((picture.promised / picture.poolSize) * 100);
  return (
    <FormSection title={TEXT.title} titleElement="h3" className="bw-picture">
      <Drawing picture={picture} />
      <ul className="bw-legend" aria-label={TEXT.title}>
        {[...picture.parts, ...picture.volumes].map((part, index) => (
          <li key={`${index} ${part.label}`}>
            <span className={`bw-legend__swatch bw-legend__swatch--${part.kind}`} aria-hidden="true" />
            {part.label} <strong>{part.kind === 'pool' && picture.poolSize === undefined ? TEXT.rest : readable(part.size)}</strong>
            {part.survival !== undefined && <> <SurvivalWord survival={part.survival} /></>}
          </li>
        ))}
      </ul>
      <HelperText>
        {picture.volumes.some((part) => part.survival !== undefined) && <HelperTextItem>{SURVIVAL.root}{picture.made.length > 0 && ` ${SURVIVAL.made(picture.made.join(', '))}`}</HelperTextItem>}
        <HelperTextItem variant={share !== undefined && share > 100 ? 'warning' : 'default'}>
          {share === undefined ? TEXT.unknown : share > 100 ? TEXT.over(share) : TEXT.fits(share)} {TEXT.layers}
        </HelperTextItem>
      </HelperText>
    </FormSection>
  );
}
