import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// What may import what: app -> features -> components -> api, i18n, live -> lib. The logic knows nothing of React.
const layers = [
  {
    files: ['src/live/**'],
    forbidden: ['react', 'react-dom', '**/app/**', '**/features/**', '**/components/**', '**/i18n/**'],
  },
  { files: ['src/lib/**'], forbidden: ['**/app/**', '**/features/**', '**/components/**', '**/live/**'] },
  { files: ['src/api/**'], forbidden: ['**/app/**', '**/features/**', '**/components/**'] },
  { files: ['src/components/**'], forbidden: ['**/app/**', '**/features/**'] },
  { files: ['src/features/**'], forbidden: ['**/app/**'] },
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'public'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat['recommended-latest'],
  { languageOptions: { globals: globals.browser } },
  {
    rules: {
      // What scrolls has to be within reach of the keyboard; a separator that can be moved is a widget.
      'jsx-a11y/no-noninteractive-tabindex': [
        'error',
        { roles: ['tabpanel', 'region', 'separator'], tags: [] },
      ],
    },
  },
  { rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] } },
  ...layers.map(({ files, forbidden }) => ({
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: forbidden, message: 'Imports go downwards.' }] },
      ],
    },
  })),
);
