// SPDX-License-Identifier: GPL-2.0-or-later
// The actions of one row, behind a button with three dots.
'use client';
import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import EllipsisVIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { useCallback, useRef, useState } from 'react';
import { PlainLink } from '#app/shell/link-button.tsx';
import { TEXT } from './text.ts';

export type RowAction = { label: string; isDanger?: boolean } & ({ href: string } | { act: () => void });

/** The component stays the same one while the row is drawn again: a new one would take the focus away. */
function LinkItem({ href, label }: { href: string; label: string }) {
  const component = useCallback((props: object) => <PlainLink {...props} href={href} />, [href]);
  return <DropdownItem component={component}>{label}</DropdownItem>;
}

function Item({ action, choose }: { action: RowAction; choose: (act: () => void) => void }) {
  if ('href' in action) return <LinkItem {...action} />;
  return <DropdownItem isDanger={action.isDanger ?? false} onClick={() => choose(action.act)}>{action.label}</DropdownItem>;
}

/** `name` says which row, for those who hear the page. */
export function RowMenu({ name, actions }: { name: string; actions: readonly RowAction[] }) {
  const [isOpen, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const choose = (act: () => void) => {
    toggle.current?.focus(); // A dialog gives the focus back to where it was when it opened.
    act();
  };
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusFirstItemOnOpen
      popperProps={{ position: 'right', appendTo: 'inline' }}
      toggle={{
        toggleRef: toggle,
        toggleNode: (
          <MenuToggle ref={toggle} variant="plain" isExpanded={isOpen} onClick={() => setOpen(!isOpen)} aria-label={TEXT.actionsOf(name)} icon={<EllipsisVIcon />} />
        ),
      }}
    >
      <DropdownList>
        {actions.map((action) => <Item key={action.label} action={action} choose={choose} />)}
      </DropdownList>
    </Dropdown>
  );
}
