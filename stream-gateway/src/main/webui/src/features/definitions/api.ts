import { queryOptions } from '@tanstack/react-query';
import { ProblemError, ask, askText, get } from '../../api/client';
import type { DefinitionSummary, ProblemError as Mistake } from '../../api/types';
import type { Format } from '../../components/editor/text';
import { type Definition, MEDIA_TYPES, type Text, formatOf, toText } from './source';

export interface DefinitionVersion extends DefinitionSummary {
  definition: Definition;
  /** The media type of what the author wrote; absent in versions from before that was kept. */
  text?: string;
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
    refetchInterval: version === undefined ? 5_000 : false,
  });

/** What the author of a version wrote. The latest version may get another text, and has another tag then. */
export const textQuery = (version: DefinitionVersion) =>
  queryOptions({
    queryKey: ['definitions', version.id, 'text', version.version, version.tag],
    queryFn: async ({ signal }): Promise<Text> => {
      if (version.text === undefined) return { content: toText(version.definition, 'yaml'), format: 'yaml' };
      const path = `${address(version.id)}/text?version=${version.version}`;
      const { body, headers } = await askText(path, { signal, headers: { Accept: '*/*' } });
      return { content: body, format: formatOf(headers.get('Content-Type') ?? version.text) };
    },
    staleTime: Infinity,
  });

/** @param latest the latest version that is known: with another one it is asked anew */
export const versionsQuery = (id: string, latest?: number) =>
  queryOptions({
    queryKey: ['definitions', id, 'versions', latest ?? 0],
    queryFn: async ({ signal }) =>
      (await get<{ versions: DefinitionSummary[] }>(`${address(id)}/versions`, signal)).versions,
  });

export interface Approval {
  valid: true;
  id: string;
  nodes: number;
  edges: number;
  /** What was made of a document of another kind. */
  definition?: Definition;
}

export type Verdict = Approval | { valid: false; mistakes: Mistake[] };

/** Every mistake at its line and column. */
export async function validate(text: string, format: Format, signal: AbortSignal): Promise<Verdict> {
  try {
    const { body } = await ask<Approval>('/definitions/validate', {
      method: 'POST',
      headers: { 'Content-Type': MEDIA_TYPES[format] },
      body: text,
      signal,
    });
    return body;
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
  /** Names what was saved in a precondition. */
  tag: string;
}

/** @param tag of the version that was edited, without one there must be none yet: else it is refused with 412 */
export const save = async (
  id: string,
  text: string,
  format: Format,
  tag: string | undefined,
): Promise<Saved> => {
  const { body, headers } = await ask<Saved>(address(id), {
    method: 'PUT',
    headers: {
      'Content-Type': MEDIA_TYPES[format],
      ...(tag === undefined ? { 'If-None-Match': '*' } : { 'If-Match': tag }),
    },
    body: text,
  });
  return { ...body, tag: headers.get('ETag') ?? '' };
};

export const remove = async (id: string, tag: string): Promise<void> => {
  await ask(address(id), { method: 'DELETE', headers: { 'If-Match': tag } });
};
