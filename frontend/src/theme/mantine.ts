/**
 * Mantine in our tokens: its components keep their behaviour and take every colour and size from tokens.css.
 * Only the styles of the components in use are loaded.
 */
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Tooltip.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Mantine wants ten shades a colour; ours come from one token each, so that both themes are designed, not computed. */
const token = (name: string): MantineColorsTuple => {
  const value = `var(--${name})`;
  return [value, value, value, value, value, value, value, value, value, value];
};

export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  primaryColor: 'accent',
  colors: { accent: token('accent'), bad: token('bad') },
  defaultRadius: 'var(--radius)',
  fontSizes: {
    xs: 'var(--text-xs)',
    sm: 'var(--text-md)',
    md: 'var(--text-md)',
    lg: 'var(--text-lg)',
    xl: 'var(--text-xl)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

function shades(colour: string, tokens: string[]) {
  return Object.fromEntries(tokens.map((name, shade) => [`--mantine-color-${colour}-${shade}`, `var(--${name})`]));
}

const everywhere = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-strong)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-accent-outline': 'var(--accent)',
  '--mantine-color-bad-filled': 'var(--bad-fill)',
  '--mantine-color-bad-filled-hover': 'var(--bad-fill)',
  '--mantine-color-bad-outline': 'var(--bad)',
  '--mantine-color-white': 'var(--on-accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  // Mantine's own greys, where a component reaches for one of them by number.
  ...shades('gray', [
    'hover',
    'hover',
    'line',
    'line',
    'line-strong',
    'ink-faint',
    'ink-faint',
    'ink-soft',
    'ink',
    'ink',
  ]),
  ...shades('dark', [
    'ink',
    'ink-soft',
    'ink-soft',
    'ink-faint',
    'line-strong',
    'hover',
    'surface',
    'paper',
    'sunken',
    'sunken',
  ]),
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: everywhere,
  light: everywhere,
  dark: everywhere,
});
