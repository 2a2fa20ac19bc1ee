import { configureStore } from '@reduxjs/toolkit';
import { setupListeners } from '@reduxjs/toolkit/query';
import { api, liveTags } from '@/server/api';
import { connectionChanged, connectionReducer } from '@/server/connection';
import { onConnectionState } from '@/server/socket';
import { noticesReducer } from '@/ui/notices';

/** A store, with the live connection reporting into it. */
export function makeStore() {
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer, connection: connectionReducer, notices: noticesReducer },
    middleware: (defaults) => defaults().concat(api.middleware),
  });
  setupListeners(store.dispatch);
  onConnectionState((state) => {
    const wasLost = store.getState().connection.state === 'lost';
    store.dispatch(connectionChanged(state));
    // Curves are replayed by their own watch; whatever else changed meanwhile is asked for again.
    if (wasLost && state === 'live') store.dispatch(api.util.invalidateTags([...liveTags]));
  });
  return store;
}

export type Store = ReturnType<typeof makeStore>;
export type State = ReturnType<Store['getState']>;
