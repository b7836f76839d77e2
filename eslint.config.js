// SPDX-License-Identifier: GPL-2.0-or-later
// What every source file keeps to; `npm run lint` checks it. Rules of our own are in scripts/lint.
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { arrows } from './scripts/lint/arrows.mjs';
import { fileHead, fileName } from './scripts/lint/headers.mjs';

const CODE = ['**/*.{ts,tsx}'];
const EVERYTHING = ['**/*.{ts,tsx,js,mjs}'];

const everywhere = {
  files: EVERYTHING,
  plugins: { basewright: { rules: { arrows, 'file-head': fileHead, 'file-name': fileName } } },
  linterOptions: { noInlineConfig: true },
  rules: {
    'basewright/arrows': 'error',
    'basewright/file-head': 'error',
    'basewright/file-name': 'error',
    'max-lines': ['error', { max: 300 }],
    'max-lines-per-function': ['error', { max: 80 }],
    'max-depth': ['error', 3],
    eqeqeq: 'error',
    'no-constant-condition': ['error', { checkLoops: false }],
    'no-var': 'error',
    'prefer-const': 'error',
    semi: 'error',
    'no-restricted-syntax': [
      'error',
      {
        selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"], Property[key.name="dangerouslySetInnerHTML"]',
        message: 'Text from people and machines is never put in as HTML: give it to React as children.',
      },
    ],
  },
};

const typed = {
  files: CODE,
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }], // `as const` stays allowed.
    '@typescript-eslint/consistent-type-definitions': 'off',
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/dot-notation': 'off', // \`process.env['NAME']\` and data read by name.
    '@typescript-eslint/no-empty-function': 'off',
    '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }], // Code points are what we want there.
    '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    '@typescript-eslint/no-floating-promises': [
      'error', { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach'] }] },
    ],
  },
};

export default tseslint.config(
  { ignores: ['node_modules/', '.next/', '.venv/', '.venv-addon/', '.venv-redfish/', 'data/', 'test-results/', 'playwright-report/', 'cockpit/dist/', 'next-env.d.ts', '**/*.generated.*'] },
  { files: CODE, extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked] },
  everywhere,
  typed,
  {
    files: ['app/**/*.{ts,tsx}', 'cockpit/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  { files: ['**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 120 }] } },
  // Playwright names a fixture without dependencies by an empty pattern.
  { files: ['e2e/**/*.ts', 'cockpit/browser-test/*.ts'], rules: { 'no-empty-pattern': 'off' } },
);
