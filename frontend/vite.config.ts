import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.GISA_URL ?? 'http://localhost:8000';
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Below this, the headers of an answer weigh more than what compression saves. */
const SMALLEST_COMPRESSED_BYTES = 1024;

/** Writes `FILE.gz` beside every asset that compresses: the server sends it as it is. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    // When everything is written: other plugins still change what is in the bundle before.
    async writeBundle({ dir = '' }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(js|css|svg|ttf)$/.test(fileName)) continue;
        const content = await readFile(join(dir, fileName));
        if (content.length < SMALLEST_COMPRESSED_BYTES) continue;
        await writeFile(join(dir, `${fileName}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/**
 * Writes `documents.json`, the documents that the pages can send, exactly as they send them: the server can then answer
 * these and no others. The code generator writes each, fragments included, as one string.
 */
function trustedDocuments(): Plugin {
  const documents = new Set<string>();
  return {
    name: 'trusted-documents',
    apply: 'build',
    // While they are what the code generator wrote.
    enforce: 'pre',
    transform: {
      filter: { id: /\.generated\.ts$/ },
      handler(code, id) {
        const declared = code.match(/export const \w+Document = /g)?.length ?? 0;
        const found = [
          ...code.matchAll(/export const \w+Document = new TypedDocumentString\(\s*`([^`\\$]*(?:\$(?!\{)[^`\\$]*)*)`/g),
        ];
        if (found.length !== declared) this.error(`${id}: ${declared - found.length} documents can't be read`);
        for (const [, text = ''] of found) documents.add(text);
      },
    },
    generateBundle() {
      const source = JSON.stringify([...documents].sort());
      this.emitFile({ type: 'asset', fileName: 'documents.json', source });
    },
  };
}

export default defineConfig({
  plugins: [trustedDocuments(), react(), compressed()],
  resolve: { alias: { '@': here('./src') } },
  // The dependencies of GraphiQL's editor can't be prepared ahead: its workers are files of their own.
  optimizeDeps: { entries: ['index.html'] },
  server: {
    proxy: {
      '/graphql': { target: server, ws: true },
      '/auth': server,
      '/uploads': server,
      '/datasets': server,
      '/evaluations': server,
    },
  },
  build: {
    target: 'es2023',
    sourcemap: false,
    // GraphiQL's editor is that large; what readers download is weighed by `npm run budget`.
    chunkSizeWarningLimit: 3_000,
    rolldownOptions: {
      input: [here('./index.html'), here('./graphiql.html')],
      onLog: (level, log, report) => {
        // Directives to a compiler that we don't use.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  worker: { format: 'es' },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://gisa.test/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    css: false,
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
