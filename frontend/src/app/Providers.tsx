import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { Provider } from 'react-redux';
import { cssVariables, theme } from '@/theme/mantine';
import type { Store } from './store';

const schemes = localStorageColorSchemeManager({ key: 'gisa.theme' });

/** What every page stands on: the store and the theme. */
export function Providers({ store, children }: { store: Store; children: ReactNode }) {
  return (
    <Provider store={store}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={schemes}
        deduplicateCssVariables={false}
      >
        {children}
      </MantineProvider>
    </Provider>
  );
}
