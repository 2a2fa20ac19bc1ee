import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

/** How the live connection stands: nobody listens, it is being made, it is up, or it was lost and is being remade. */
export type ConnectionState = 'resting' | 'connecting' | 'live' | 'lost';

const slice = createSlice({
  name: 'connection',
  initialState: { state: 'resting' as ConnectionState },
  reducers: {
    connectionChanged: (connection, { payload }: PayloadAction<ConnectionState>) => {
      // Every attempt to come back is still "lost" to whoever watches.
      if (payload === 'connecting' && connection.state === 'lost') return;
      connection.state = payload;
    },
  },
});

export const connectionReducer = slice.reducer;
export const { connectionChanged } = slice.actions;
