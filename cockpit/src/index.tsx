// SPDX-License-Identifier: GPL-2.0-or-later
// Starts the page when Cockpit has made its frame.
import '@patternfly/react-core/dist/styles/base.css';
import './index.css';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { NodePage } from './node-page.tsx';
import { followTheme } from './theme.ts';

// The policy of the page forbids to make code out of text, which zod would try first.
z.config({ jitless: true });
followTheme();
const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no element "app".');
createRoot(place).render(<NodePage />);
