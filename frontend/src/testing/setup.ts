import '@testing-library/jest-dom/vitest';
import '@/i18n';
import '@/i18n/console';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { closeSocket } from '@/server/socket';
import { server } from './server';

// jsdom draws nothing: what charts show is read from the tables behind them.
vi.mock('uplot', () => ({
  default: class {
    static pxRatio = 1;
    scales = {};
    data = [];
    setScale() {}
    setSeries() {}
    setData() {}
    setSize() {}
    redraw() {}
    destroy() {}
  },
}));
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
// jsdom knows no modal dialogs: they are open, which is all that matters here.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
// Nor does it read files but the old way.
Blob.prototype.arrayBuffer = function arrayBuffer() {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(this);
  });
};
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

// A page is fetched, parsed and drawn within this on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(async () => {
  cleanup();
  await closeSocket();
  server.resetHandlers();
  localStorage.clear();
});
afterAll(() => server.close());
