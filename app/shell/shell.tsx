// SPDX-License-Identifier: GPL-2.0-or-later
// The frame of every page after the login: masthead, navigation, skip link, and the watch over the session.
'use client';
import {
  Masthead, MastheadBrand, MastheadContent, MastheadLogo, MastheadMain, MastheadToggle, Page, PageToggleButton, SkipToContent, Toolbar, ToolbarContent,
  ToolbarGroup, ToolbarItem,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { SessionProvider } from '../session/session-context.tsx';
import { SessionWatch } from '../session/session-watch.tsx';
import type { Session } from '../session/session.ts';
import { PlainLink } from './link-button.tsx';
import { Sidebar } from './sidebar.tsx';
import { TEXT } from './text.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { UserMenu } from './user-menu.tsx';

const MAIN = 'main-content';

function Head() {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton isHamburgerButton aria-label={TEXT.toggleNavigation} />
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={PlainLink} href="/profiles">
            <span className="bw-logo">{TEXT.product}</span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapSm' }}>
              <ToolbarItem><ThemeSwitch /></ToolbarItem>
              <ToolbarItem><UserMenu /></ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  return (
    <SessionProvider session={session}>
      <Page
        isManagedSidebar
        isContentFilled
        masthead={<Head />}
        sidebar={<Sidebar />}
        skipToContent={<SkipToContent href={`#${MAIN}`}>{TEXT.skip}</SkipToContent>}
        mainContainerId={MAIN}
      >
        {children}
      </Page>
      <SessionWatch />
    </SessionProvider>
  );
}
