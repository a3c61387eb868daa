import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { DefinitionSummary } from './types';

export const definitionsQuery = queryOptions({
  queryKey: ['definitions'],
  queryFn: async ({ signal }) =>
    (await get<{ definitions: DefinitionSummary[] }>('/definitions', signal)).definitions,
  staleTime: 10_000,
});
