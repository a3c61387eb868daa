import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { ProblemError } from './api/client';
import { router } from './app/routes';
import { startTexts } from './i18n';
import './theme.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refuses it will refuse again; what is out of reach may come back.
      retry: (failures, error) => failures < 3 && !(error instanceof ProblemError && error.status < 500),
      staleTime: 1_000,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await startTexts();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
