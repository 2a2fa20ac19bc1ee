import { createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit';
import { useDispatch } from 'react-redux';

/** Something that was done, said once; `undoKey` names how it can be taken back. */
export interface Notice {
  id: string;
  text: string;
  undoKey?: string;
}

const slice = createSlice({
  name: 'notices',
  initialState: [] as Notice[],
  reducers: {
    noticed: (notices, { payload }: PayloadAction<Notice>) => {
      // Few enough to be read.
      notices.splice(0, Math.max(0, notices.length - 2));
      notices.push(payload);
    },
    dismissed: (notices, { payload }: PayloadAction<string>) => notices.filter(({ id }) => id !== payload),
  },
});

export const noticesReducer = slice.reducer;
export const { noticed, dismissed } = slice.actions;

/** What takes a thing back, by `undoKey`: functions don't belong in the store. */
const undoing = new Map<string, () => void>();

/** Says that something was done, with the way to take it back if there is one. */
export function useNotify() {
  const dispatch = useDispatch();
  return (text: string, undo?: () => void) => {
    const id = nanoid();
    if (undo) undoing.set(id, undo);
    dispatch(noticed({ id, text, ...(undo ? { undoKey: id } : {}) }));
  };
}

/** Takes back what the notice says, once. */
export function takeBack({ undoKey }: Notice) {
  if (undoKey === undefined) return;
  undoing.get(undoKey)?.();
  undoing.delete(undoKey);
}
