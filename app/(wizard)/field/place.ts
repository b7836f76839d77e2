// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the form element of a field by the dotted path that FieldFrame writes on it.

/** A button that only tells about a field (`data-help`) is not the field. */
const FOCUSABLE = 'input:not([disabled]):not([type="hidden"]), select:not([disabled]), textarea:not([disabled]), button:not([disabled]):not([data-help])';

function frames(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-field]')];
}

const pathOf = (element: HTMLElement) => element.dataset['field'] ?? '';

/** The frame of the field, or of the nearest one that holds it, or of the first one inside it. */
export function frameOf(path: string): HTMLElement | undefined {
  const all = frames();
  for (let at = path; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const found = all.find((frame) => pathOf(frame) === at);
    if (found !== undefined) return found;
  }
  return all.find((frame) => pathOf(frame).startsWith(`${path}.`));
}

/** Focuses the field; false when this step has no such field. */
export function focusField(path: string): boolean {
  const frame = frameOf(path);
  const input = frame?.querySelector<HTMLElement>(FOCUSABLE);
  if (frame === undefined || input === null || input === undefined) return false;
  input.focus({ preventScroll: true });
  frame.scrollIntoView({ block: 'center' });
  return true;
}

/** `paths` in the order in which their fields stand on the page. */
export function inPageOrder<T extends { readonly path: string }>(problems: readonly T[]): T[] {
  const all = frames();
  const place = (path: string) => {
    const frame = frameOf(path);
    return frame === undefined ? all.length : all.indexOf(frame);
  };
  return [...problems].sort((one, other) => place(one.path) - place(other.path));
}

/** The field in which an event happened. */
export function fieldOfEvent(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-field]')?.dataset['field'] : undefined;
}

/** The id of a line of the preview, from 1. */
export const previewLineId = (number: number) => `preview-line-${number}`;
