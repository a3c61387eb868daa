import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `npm run dev` beside a running `./flowcast up` serves the pages with hot reload; the API is that of the stack.
const gateway = process.env.FLOWCAST_URL ?? 'http://localhost:8080';

/** Each file beside itself as .br and .gz: the gateway compresses nothing while it serves. */
const precompressed = (): Plugin => ({
  name: 'precompressed',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        const content = file.type === 'chunk' ? file.code : file.source;
        if (!file.fileName.startsWith('assets/') || content.length < 1_000) continue;
        this.emitFile({
          type: 'asset',
          fileName: `${file.fileName}.br`,
          source: brotliCompressSync(content),
        });
        this.emitFile({
          type: 'asset',
          fileName: `${file.fileName}.gz`,
          source: gzipSync(content, { level: 9 }),
        });
      }
    },
  },
});

export default defineConfig({
  plugins: [react(), tailwindcss(), precompressed()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1600 },
  worker: { format: 'es' },
  server: { proxy: { '/api': gateway, '/q': gateway } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
