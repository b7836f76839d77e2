// SPDX-License-Identifier: GPL-2.0-or-later
// A button that cannot be used says why: in a tip that mouse and keyboard reach, and to screen readers.
import { Button, type ButtonProps, Tooltip } from '@patternfly/react-core';

type ActionProps = Pick<ButtonProps, 'variant' | 'size' | 'children' | 'aria-label'> & {
  /** Why it cannot be used now; undefined when it can. */
  reason: string | undefined;
  onAct: () => void;
};

export function ActionButton({ reason, onAct, ...button }: ActionProps) {
  if (reason === undefined) return <Button {...button} onClick={onAct} />;
  return <Tooltip content={reason}><Button {...button} isAriaDisabled /></Tooltip>;
}
