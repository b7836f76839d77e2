// SPDX-License-Identifier: GPL-2.0-or-later
// The navigation beside every page.
'use client';
import { Nav, NavExpandable, NavItem, NavList, PageSidebar, PageSidebarBody } from '@patternfly/react-core';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { TEXT } from './text.ts';

const LISTS = [
  { href: '/profiles', label: TEXT.profiles },
  { href: '/hosts', label: TEXT.hosts },
  { href: '/discoveries', label: TEXT.discoveries },
  { href: '/network-boot', label: TEXT.networkBoot },
] as const;
const IMAGES = [
  { href: '/images', label: TEXT.catalogue },
  { href: '/channels', label: TEXT.channels },
  { href: '/definitions', label: TEXT.definitions },
  { href: '/recipes', label: TEXT.recipes },
  { href: '/jobs', label: TEXT.jobs },
] as const;
const FLEET = [
  { href: '/fleet', label: TEXT.nodes },
  { href: '/rollouts', label: TEXT.rollouts },
] as const;
const SETTINGS = [{ href: '/settings/users', label: TEXT.users }] as const;

type Place = { href: string; label: string };

function NavLink({ place, here, group }: { place: Place; here: string; group?: string }) {
  const isActive = here === place.href || here.startsWith(`${place.href}/`);
  return (
    <NavItem isActive={isActive} itemId={place.href} groupId={group ?? null}>
      <Link prefetch={false} href={place.href}>{place.label}</Link>
    </NavItem>
  );
}

export function Sidebar() {
  const here = usePathname();
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label={TEXT.navigation}>
          <NavList>
            {LISTS.map((place) => <NavLink key={place.href} place={place} here={here} />)}
            <NavExpandable title={TEXT.images} groupId="images" isActive={IMAGES.some(({ href }) => here.startsWith(href))} isExpanded>
              {IMAGES.map((place) => <NavLink key={place.href} place={place} here={here} group="images" />)}
            </NavExpandable>
            <NavExpandable title={TEXT.fleet} groupId="fleet" isActive={FLEET.some(({ href }) => here.startsWith(href))} isExpanded>
              {FLEET.map((place) => <NavLink key={place.href} place={place} here={here} group="fleet" />)}
            </NavExpandable>
            <NavExpandable title={TEXT.settings} groupId="settings" isActive={here.startsWith('/settings')} isExpanded>
              {SETTINGS.map((place) => <NavLink key={place.href} place={place} here={here} group="settings" />)}
            </NavExpandable>
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
