import { Navigate, createBrowserRouter } from 'react-router';
import { Failure } from './Failure';
import { Layout } from './Layout';

/** Each page is a chunk of its own. */
export const router = createBrowserRouter([
  {
    element: <Layout />,
    errorElement: <Failure />,
    hydrateFallbackElement: <></>,
    children: [
      { index: true, element: <Navigate to="/executions" replace /> },
      {
        path: 'executions',
        lazy: async () => ({
          Component: (await import('../features/executions/ExecutionsPage')).ExecutionsPage,
        }),
      },
      {
        path: 'executions/:executionId',
        lazy: async () => ({
          Component: (await import('../features/execution/ExecutionPage')).ExecutionPage,
        }),
      },
      {
        path: 'definitions',
        lazy: async () => ({
          Component: (await import('../features/definitions/DefinitionsPage')).DefinitionsPage,
        }),
      },
      {
        path: 'definitions/:definitionId',
        lazy: async () => ({
          Component: (await import('../features/definitions/DefinitionPage')).DefinitionPage,
        }),
      },
      { path: '*', Component: NotFound },
    ],
  },
]);

function NotFound(): never {
  throw new Response('', { status: 404 });
}
