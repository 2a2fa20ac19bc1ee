import { useEffect, useRef, useState } from 'react';
import { useDispatch } from 'react-redux';
import type { ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import { isServerFailure, type ServerFailure } from '@/server/failure';
import { batchesOf, type BatchRow, type TextFile } from './batch';
import { readerApi } from './readerApi';

/** How often a batch that met a full queue asks again before it counts as failed. */
const PATIENCE = 8;

export interface Batch {
  rows: readonly BatchRow[];
  answered: number;
  isRunning: boolean;
  failure: ServerFailure | undefined;
  /** Asks for whatever has no answer yet. */
  go: () => void;
  stop: () => void;
}

/** The texts of a file and the answers they get, batch by batch: what has come stays, whatever happens later. */
export function useBatch(file: TextFile): Batch {
  const dispatch = useDispatch<ThunkDispatch<unknown, unknown, UnknownAction>>();
  const [rows, setRows] = useState<readonly BatchRow[]>(() =>
    file.texts.map((text, index) => ({ index, text, answer: undefined })),
  );
  const [isRunning, setIsRunning] = useState(false);
  const [failure, setFailure] = useState<ServerFailure>();
  const stopped = useRef(false);
  const isStopped = () => stopped.current;
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  const ask = async (batch: readonly BatchRow[]) => {
    for (let attempt = 0; ; attempt += 1) {
      const asked = readerApi.endpoints.PredictBatch.initiate(
        { input: { texts: batch.map(({ text }) => text) } },
        { track: false },
      );
      const { data, error } = await dispatch(asked);
      if (data) return data.predictBatch;
      const refused = isServerFailure(error) ? error : { code: 'UNREACHABLE' as const, message: 'no answer' };
      if (refused.code !== 'OVERLOADED' || attempt === PATIENCE || isStopped()) throw new Refused(refused);
      await new Promise((resume) => setTimeout(resume, refused.retryAfterMs ?? 500));
    }
  };

  const run = async () => {
    stopped.current = false;
    setIsRunning(true);
    setFailure(undefined);
    try {
      for (const batch of batchesOf(rows)) {
        const answers = await ask(batch);
        if (isStopped()) break;
        const byRow = new Map(batch.map(({ index }, place) => [index, answers[place]]));
        setRows((current) =>
          current.map((row) => (byRow.has(row.index) ? { ...row, answer: byRow.get(row.index) } : row)),
        );
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setFailure(error.failure);
    }
    setIsRunning(false);
  };

  return {
    rows,
    answered: rows.filter(({ answer }) => answer).length,
    isRunning,
    failure,
    go: () => void run(),
    stop: () => {
      stopped.current = true;
    },
  };
}

class Refused extends Error {
  constructor(readonly failure: ServerFailure) {
    super(failure.message);
  }
}
