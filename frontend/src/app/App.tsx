import '@/i18n';
import { RouterProvider } from 'react-router/dom';
import { Providers } from './Providers';
import { makeRouter } from './router';
import type { Store } from './store';

const router = makeRouter();

export function App({ store }: { store: Store }) {
  return (
    <Providers store={store}>
      <RouterProvider router={router} />
    </Providers>
  );
}
