import { queryOptions } from '@tanstack/react-query';
import { ProblemError, ask, get } from '../../api/client';
import type { DefinitionSummary, ProblemError as Mistake } from '../../api/types';
import { type Definition, type Format, MEDIA_TYPES } from './source';

export interface DefinitionVersion extends DefinitionSummary {
  definition: Definition;
  /** Names this version in a precondition. */
  tag: string;
}

const address = (id: string): string => `/definitions/${encodeURIComponent(id)}`;

/** The latest version, or one by its number. */
export const definitionQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: ['definitions', id, version ?? 'latest'],
    queryFn: async ({ signal }): Promise<DefinitionVersion> => {
      const query = version === undefined ? '' : `?version=${version}`;
      const { body, headers } = await ask<Omit<DefinitionVersion, 'tag'>>(address(id) + query, { signal });
      return { ...body, tag: headers.get('ETag') ?? '' };
    },
    refetchInterval: version === undefined ? 10_000 : false,
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['definitions', id, 'versions'],
    queryFn: async ({ signal }) =>
      (await get<{ versions: DefinitionSummary[] }>(`${address(id)}/versions`, signal)).versions,
  });

export type Verdict = { valid: true; nodes: number; edges: number } | { valid: false; mistakes: Mistake[] };

/** Every mistake at its line and column. */
export async function validate(text: string, format: Format, signal: AbortSignal): Promise<Verdict> {
  try {
    const { body } = await ask<{ nodes: number; edges: number }>('/definitions/validate', {
      method: 'POST',
      headers: { 'Content-Type': MEDIA_TYPES[format] },
      body: text,
      signal,
    });
    return { valid: true, nodes: body.nodes, edges: body.edges };
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 422 || error.status === 400)) {
      return { valid: false, mistakes: error.problem.errors ?? [{ detail: error.message }] };
    }
    throw error;
  }
}

export interface Saved {
  id: string;
  version: number;
  new: boolean;
}

/** @param tag of the version that was edited, without one there must be none yet: else it is refused with 412 */
export const save = async (
  id: string,
  text: string,
  format: Format,
  tag: string | undefined,
): Promise<Saved> =>
  (
    await ask<Saved>(address(id), {
      method: 'PUT',
      headers: {
        'Content-Type': MEDIA_TYPES[format],
        ...(tag === undefined ? { 'If-None-Match': '*' } : { 'If-Match': tag }),
      },
      body: text,
    })
  ).body;

export const remove = async (id: string, tag: string): Promise<void> => {
  await ask(address(id), { method: 'DELETE', headers: { 'If-Match': tag } });
};
