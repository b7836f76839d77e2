// SPDX-License-Identifier: GPL-2.0-or-later
// Light, dark or the system's theme, in the masthead.
'use client';
import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import DesktopIcon from '@patternfly/react-icons/dist/esm/icons/desktop-icon';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { TEXT } from './text.ts';
import { setTheme, THEMES, useTheme } from './theme.ts';

const ICONS = { light: <SunIcon />, dark: <MoonIcon />, system: <DesktopIcon /> };

export function ThemeSwitch() {
  const chosen = useTheme();
  return (
    <ToggleGroup aria-label={TEXT.theme}>
      {THEMES.map((theme) => (
        <ToggleGroupItem
          key={theme}
          icon={ICONS[theme]}
          aria-label={TEXT[theme]}
          title={TEXT[theme]}
          isSelected={theme === chosen}
          onChange={() => setTheme(theme)}
        />
      ))}
    </ToggleGroup>
  );
}
