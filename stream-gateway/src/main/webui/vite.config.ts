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

/** What a browser loads before a page shows, at most: bytes as they come over the wire. Editors and layout engines come later. */
const FIRST_LOAD = 300 * 1024;

/** Fails the build where a page loads more than that: the entry, the page's own chunk, and all that they import right away. */
const budget = (): Plugin => ({
  name: 'budget',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const size = (name: string): number => {
        const file = bundle[name];
        if (!file) return 0;
        return gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length;
      };
      const closure = (names: string[], seen = new Set<string>()): Set<string> => {
        for (const name of names) {
          if (seen.has(name)) continue;
          seen.add(name);
          closure(chunks.find((chunk) => chunk.fileName === name)?.imports ?? [], seen);
        }
        return seen;
      };
      const styles = Object.keys(bundle).filter((name) => name.endsWith('.css'));
      const entry = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
      const pages = chunks.filter((chunk) => /\/features\/.*Page\.tsx$/.test(chunk.facadeModuleId ?? ''));
      if (pages.length === 0) this.error('no page is a chunk of its own');
      for (const page of pages) {
        const files = [...closure([...entry, page.fileName]), ...styles];
        const bytes = files.reduce((sum, name) => sum + size(name), 0);
        const text = `${page.name}: first load ${(bytes / 1024).toFixed(0)} KiB gzip`;
        if (bytes > FIRST_LOAD) this.error(`${text}, more than ${FIRST_LOAD / 1024}`);
        else this.info(text);
      }
    },
  },
});

export default defineConfig({
  plugins: [react(), tailwindcss(), precompressed(), budget()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1600 },
  worker: { format: 'es' },
  server: { proxy: { '/api': gateway, '/q': gateway } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
