import { useLayoutEffect, useState, type RefObject } from 'react';

/** The height of a row, in pixels: the one in tokens.css, which every row of a table has. */
export const ROW_HEIGHT = 36;
/** Rows drawn beyond both edges, so that none is missing while one scrolls. */
const BEYOND = 12;

interface RowWindow {
  from: number;
  to: number;
  /** Whether some rows aren't drawn. */
  isPartial: boolean;
}

/** Which of `count` rows are in sight of a box that scrolls within `height` pixels; all of them where none is given. */
export function useRowWindow(box: RefObject<HTMLElement | null>, count: number, height: number | undefined): RowWindow {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || height === undefined) return;
    // A step of several rows: most scrolling draws nothing anew.
    const look = () => setTop(Math.floor(element.scrollTop / (ROW_HEIGHT * 4)) * 4);
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box, height, count]);
  if (height === undefined) return { from: 0, to: count, isPartial: false };
  const inSight = Math.ceil(height / ROW_HEIGHT) + 4;
  const from = Math.max(0, Math.min(top - BEYOND, count - inSight - BEYOND));
  const to = Math.min(count, top + inSight + BEYOND);
  return { from, to, isPartial: to - from < count };
}
