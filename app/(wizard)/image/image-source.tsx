// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses the image of a profile: by following a channel, among the published ones, or by any address.
'use client';
import { Alert, FormGroup, FormSelect, FormSelectOption, Radio } from '@patternfly/react-core';
import { type ReactNode, useEffect, useState } from 'react';
import { targets, TargetId } from '#kickstart/profile/targets.ts';
import type { Problem } from '#app/problem.ts';
import { useWizard } from '../draft/context.tsx';
import { FieldFrame } from '../field/frame.tsx';
import { textOf, useReplace, useSeen } from '../field/value.ts';
import { ImageFacts } from './image-facts.tsx';
import { type OfferedImage, type Offers, offersFor, readOffers, type SourceKind, sourceOf } from './offers.ts';
import { WORDS } from './words.ts';

const KINDS = ['channel', 'published', 'url'] as const satisfies readonly SourceKind[];

function useOffers(): { offers: Offers | undefined; problem: Problem | undefined } {
  const [read, setRead] = useState<{ offers?: Offers; problem?: Problem }>({});
  useEffect(() => {
    const stop = new AbortController();
    readOffers(stop.signal).then(setRead, () => undefined);
    return () => stop.abort();
  }, []);
  return { offers: read.offers, problem: read.problem };
}

/** Puts an image into the draft, all of its fields at once. */
function useTake(): (image: OfferedImage, channel: string | null) => void {
  const replace = useReplace();
  return ({ url, sha256, nvr }, channel) => {
    replace('image.channel', channel);
    replace('image.url', url);
    replace('image.checksum', sha256);
    replace('image.nvr', nvr);
  };
}

const labelOf = ({ nvr, name }: OfferedImage) => nvr ?? name;

function Misfit({ title, children }: { title: string; children: ReactNode }) {
  return <Alert isInline variant="danger" title={title} component="h4">{children}</Alert>;
}

function ChannelChoice({ offers, id }: { offers: Offers; id: string }) {
  const { target } = useWizard();
  const take = useTake();
  const fitting = offersFor(target, offers).channels;
  const chosen = fitting.find((channel) => channel.id === id);
  const known = offers.channels.find((channel) => channel.id === id);
  const choose = (next: string) => {
    const channel = fitting.find((one) => one.id === next);
    if (channel?.image !== null && channel?.image !== undefined) take(channel.image, next);
  };
  return (
    <>
      {chosen === undefined && id !== '' && (
        <Misfit title={WORDS.otherChannel}>{known === undefined || known.target === target ? WORDS.unknownChannel(id) : WORDS.otherTarget(known.title, known.targetLabel, targets[target].label)}</Misfit>
      )}
      <FieldFrame name="image.channel">
        {(input) => (
          <FormSelect {...input} value={chosen?.id ?? ''} onChange={(_event, next) => choose(next)}>
            {chosen === undefined && <FormSelectOption value="" label={WORDS.choose} isPlaceholder />}
            {fitting.map((channel) => <FormSelectOption key={channel.id} value={channel.id} label={`${channel.title} (${channel.image === null ? '' : labelOf(channel.image)})`} />)}
          </FormSelect>
        )}
      </FieldFrame>
      {chosen?.image !== null && chosen?.image !== undefined && <ImageFacts image={chosen.image} />}
    </>
  );
}

function PublishedChoice({ offers, url }: { offers: Offers; url: string }) {
  const { target } = useWizard();
  const take = useTake();
  const fitting = offersFor(target, offers).images;
  const chosen = offers.images.find((image) => image.url === url);
  const isFitting = chosen !== undefined && fitting.includes(chosen);
  const has = TargetId.safeParse(chosen?.target);
  return (
    <>
      {!isFitting && has.success && <Misfit title={WORDS.otherImage}>{WORDS.otherImageText(targets[has.data].label, targets[target].label)}</Misfit>}
      <FieldFrame name="image.url" label={WORDS.kinds.published.label}>
        {(input) => (
          <FormSelect
            {...input}
            value={isFitting ? url : ''}
            onChange={(_event, next) => {
              const image = fitting.find((one) => one.url === next);
              if (image !== undefined) take(image, null);
            }}
          >
            {!isFitting && <FormSelectOption value="" label={WORDS.choose} isPlaceholder />}
            {fitting.map((image) => <FormSelectOption key={image.sha256} value={image.url} label={`${labelOf(image)} (${image.sha256.slice(0, 12)})`} />)}
          </FormSelect>
        )}
      </FieldFrame>
      {chosen !== undefined && <ImageFacts image={chosen} />}
    </>
  );
}

/** @param children the fields of an address of one's own. */
export function ImageSource({ children }: { children: ReactNode }) {
  const { target } = useWizard();
  const { offers, problem } = useOffers();
  const replace = useReplace();
  const take = useTake();
  const [asked, ask] = useState<SourceKind>();
  const channel = textOf(useSeen('image.channel'));
  const url = textOf(useSeen('image.url'));
  const kind = asked ?? sourceOf({ channel, url }, offers);
  const fitting = offers === undefined ? undefined : offersFor(target, offers);
  const reasons = { channel: fitting?.channels.length === 0 ? WORDS.noChannel(targets[target].label) : undefined, published: fitting?.images.length === 0 ? WORDS.noImage(targets[target].label) : undefined, url: undefined };
  const choose = (next: SourceKind) => {
    ask(next);
    const [first] = fitting?.channels ?? [];
    const [image] = fitting?.images ?? [];
    if (next === 'channel' && first?.image !== null && first?.image !== undefined) take(first.image, first.id);
    else if (next === 'published' && fitting?.images.some((one) => one.url === url) !== true && image !== undefined) take(image, null);
    else replace('image.channel', null);
  };
  return (
    <>
      <FormGroup role="radiogroup" fieldId="image-source" label={WORDS.source} isStack>
        {KINDS.map((one) => (
          <Radio
            key={one} id={`image-source-${one}`} name="image-source" label={WORDS.kinds[one].label} description={reasons[one] ?? WORDS.kinds[one].text}
            isChecked={kind === one} isDisabled={one !== 'url' && kind !== one && (fitting === undefined || reasons[one] !== undefined)} onChange={() => choose(one)}
          />
        ))}
      </FormGroup>
      {problem !== undefined && <Alert isInline variant="warning" title={WORDS.failed} component="h4">{problem.detail ?? problem.title}</Alert>}
      {kind === 'channel' && offers !== undefined && <ChannelChoice offers={offers} id={channel} />}
      {kind === 'published' && offers !== undefined && <PublishedChoice offers={offers} url={url} />}
      {kind === 'url' && children}
    </>
  );
}
