// SPDX-License-Identifier: GPL-2.0-or-later
// The guestfish script of what is in the form, made in the browser by what the server uses too.
'use client';
import { Content } from '@patternfly/react-core';
import { useDeferredValue, useMemo } from 'react';
import { type Control, useWatch } from 'react-hook-form';
import { guestfishScript } from '#kickstart/recipe/guestfish.ts';
import { planRecipe } from '#kickstart/recipe/plan.ts';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { PLACEHOLDER_NVR } from '#kickstart/recipe/stand-alone.ts';
import { documentOf, type RecipeDraft } from './recipe-draft.ts';
import { TEXT } from './text.ts';

function scriptOf(draft: RecipeDraft): string | undefined {
  const recipe = Recipe.safeParse(documentOf(draft));
  if (!recipe.success) return undefined;
  const rpms = recipe.data.rpms.map((sha256) => ({ sha256, name: `${sha256}.rpm`, installedSize: 0 }));
  return guestfishScript(planRecipe(recipe.data, rpms, PLACEHOLDER_NVR), 'ext');
}

export function ScriptPreview({ control }: { control: Control<RecipeDraft> }) {
  const draft: RecipeDraft = useDeferredValue(useWatch({ control, compute: (values: RecipeDraft) => values }));
  const script = useMemo(() => scriptOf(draft), [draft]);
  return (
    <>
      <Content component="p">{script === undefined ? TEXT.previewNone : TEXT.previewText}</Content>
      {script !== undefined && <pre className="bw-log" role="region" aria-label={TEXT.preview} tabIndex={0}><code>{script}</code></pre>}
    </>
  );
}
