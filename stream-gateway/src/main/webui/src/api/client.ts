import type { Problem } from './types';

/** The paths of the API lie under the place that the pages were loaded from. */
export const API = '/api/workflow';

/** An answer that is an error; `problem` says what went wrong, in the server's words (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
  }
}

/** No answer came: the network, or nobody there. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'UnreachableError';
  }
}

export interface Answer<T> {
  body: T;
  headers: Headers;
  status: number;
}

/**
 * Asks the API; `path` begins after {@link API}.
 *
 * @throws ProblemError for every status that is not 2xx
 * @throws UnreachableError where no answer came
 */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const { body, ...rest } = await askText(path, init);
  return { ...rest, body: (body === '' ? undefined : JSON.parse(body)) as T };
}

/** As {@link ask}, for what is no JSON, or is wanted as it was written. */
export async function askText(path: string, init: RequestInit = {}): Promise<Answer<string>> {
  let response: Response;
  try {
    response = await fetch(API + path, { ...init, headers: { Accept: 'application/json', ...init.headers } });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new UnreachableError(failure);
  }
  if (!response.ok) throw new ProblemError(response.status, await problemOf(response));
  const text = await response.text();
  return { body: text, headers: response.headers, status: response.status };
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await ask<T>(path, signal ? { signal } : {})).body;

export const post = async <T>(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> =>
  (
    await ask<T>(path, {
      method: 'POST',
      headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  ).body;

/** Why an answer is none, in the server's words where it has any. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  if (response.headers.get('Content-Type')?.includes('json')) {
    try {
      return JSON.parse(text) as Problem;
    } catch {
      // A proxy's half an answer: the status has to do.
    }
  }
  return {
    type: 'about:blank',
    title: `${response.status} ${response.statusText}`.trim(),
    status: response.status,
  };
}
