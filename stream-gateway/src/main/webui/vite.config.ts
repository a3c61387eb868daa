import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` beside a running `./flowcast up` serves the pages with hot reload; the API is that of the stack.
const gateway = process.env.FLOWCAST_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1600 },
  worker: { format: 'es' },
  server: { proxy: { '/api': gateway, '/q': gateway } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
