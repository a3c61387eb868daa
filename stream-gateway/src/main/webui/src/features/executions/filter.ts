import { EXECUTION_STATUSES, type ExecutionStatus } from '../../api/types';
import type { ListFilter } from '../../live/list';

/** What the address of the page says; `within` is a span up to now, in place of bounds. */
export interface Place {
  status: ExecutionStatus | undefined;
  workflowId: string | undefined;
  within: Span | undefined;
  /** As `<input type=datetime-local>` has it: this machine's time. */
  from: string | undefined;
  to: string | undefined;
  search: string;
}

export const SPANS = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type Span = keyof typeof SPANS;

const isSpan = (text: string): text is Span => Object.hasOwn(SPANS, text);

/** What makes no sense in an address is as if it were not there. */
export function placeOf(parameters: URLSearchParams): Place {
  const status = parameters.get('status');
  const within = parameters.get('within') ?? '';
  return {
    status: EXECUTION_STATUSES.find((each) => each === status),
    workflowId: filled(parameters.get('workflow')),
    within: isSpan(within) ? within : undefined,
    from: time(parameters.get('from')),
    to: time(parameters.get('to')),
    search: parameters.get('q') ?? '',
  };
}

const filled = (text: string | null): string | undefined => (text === null || text === '' ? undefined : text);

const time = (text: string | null): string | undefined =>
  text !== null && !Number.isNaN(Date.parse(text)) ? text : undefined;

/** `now` is the moment from which a span counts back. */
export function filterOf(place: Place, now: number): ListFilter {
  const from = place.within ? now - SPANS[place.within] : place.from && Date.parse(place.from);
  const to = place.within ? undefined : place.to && Date.parse(place.to);
  return {
    ...(place.status ? { status: place.status } : {}),
    ...(place.workflowId ? { workflowId: place.workflowId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

/** The parameters of the server's list. */
export function queryOf(filter: ListFilter, cursor: string | undefined, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filter.status) query.set('status', filter.status);
  if (filter.workflowId) query.set('workflowId', filter.workflowId);
  if (filter.from !== undefined) query.set('from', new Date(filter.from).toISOString());
  if (filter.to !== undefined) query.set('to', new Date(filter.to).toISOString());
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.toString();
}

const EXECUTION_ID = /^wf_exec_[0-9]+_[0-9A-HJKMNP-TV-Z]{26}$/;

export const isExecutionId = (text: string): boolean => EXECUTION_ID.test(text);
