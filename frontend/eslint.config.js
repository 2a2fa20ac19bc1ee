import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * Imports point one way: app → features → ui → server, i18n, theme. A feature never reaches into another one: what two
 * of them need belongs below, and what joins two of them belongs in app.
 */
const closed = (folders, reason) => ({
  group: folders.flatMap((folder) => [`@/${folder}`, `@/${folder}/**`]),
  message: reason,
});
const climbing = { group: ['../../**'], message: 'Reach other folders by "@/…", so that the direction shows.' };
const allow = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns: [climbing, ...patterns] }] });

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '**/*.generated.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // RTK Query's lifecycle functions are declared as methods and are meant to be taken apart.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      ...allow(),
    },
  },
  {
    files: ['src/features/**'],
    rules: allow(closed(['app', 'features'], 'A feature imports neither app nor another feature.')),
  },
  { files: ['src/ui/**'], rules: allow(closed(['app', 'features', 'testing'], 'ui knows no feature.')) },
  {
    files: ['src/{server,i18n,theme}/**'],
    rules: allow(
      closed(['app', 'features', 'ui', 'testing'], 'server, i18n and theme are the ground: they import nothing above.'),
    ),
  },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['look/**'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', document: 'readonly', window: 'readonly' },
    },
  },
);
