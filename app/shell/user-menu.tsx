// SPDX-License-Identifier: GPL-2.0-or-later
// Who is logged in, and the way out.
'use client';
import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { useState } from 'react';
import { useLogout } from '../session/logout.ts';
import { useSession } from '../session/session-context.tsx';
import { TEXT as SESSION_TEXT } from '../session/text.ts';
import { TEXT } from './text.ts';

export function UserMenu() {
  const [isOpen, setOpen] = useState(false);
  const session = useSession();
  const { logout } = useLogout();
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right', appendTo: 'inline' }}
      toggle={(toggleRef) => (
        <MenuToggle ref={toggleRef} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} icon={<UserIcon />}>
          <span className="bw-user-name">{session.name}</span>
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem isDisabled key="role">{TEXT.roles[session.role]}</DropdownItem>
        <DropdownItem key="logout" onClick={() => void logout()}>{SESSION_TEXT.logout}</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
