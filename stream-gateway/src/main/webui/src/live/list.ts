import type { ExecutionItem, ExecutionPage, ExecutionStatus, Stats } from '../api/types';
import { type ExecutionChange, seqOf } from './events';

/** An execution as a list shows it; times are epoch milliseconds. */
export interface ListItem {
  executionId: string;
  workflowId: string;
  workflowName: string;
  version: number;
  status: ExecutionStatus;
  startTime: number;
  endTime?: number;
  executionTime?: number;
  /** The event at which a change said this; 0 where a page of the list did, which does not tell. */
  seq: number;
}

export interface ListState {
  /** Latest first. */
  items: readonly ListItem[];
  stats: Stats | undefined;
  /** Where the page goes on that follows the last of the items. */
  nextCursor: string | undefined;
}

/** What a list is to show; the bounds are epoch milliseconds, the later one is not part of it. */
export interface ListFilter {
  status?: ExecutionStatus;
  workflowId?: string;
  from?: number;
  to?: number;
}

export const EMPTY_LIST: ListState = { items: [], stats: undefined, nextCursor: undefined };

export const itemOf = (item: ExecutionItem): ListItem => ({
  executionId: item.executionId,
  workflowId: item.workflowId,
  workflowName: item.workflowName,
  version: item.version,
  status: item.status,
  startTime: Date.parse(item.startTime),
  ...(item.endTime === undefined ? {} : { endTime: Date.parse(item.endTime) }),
  ...(item.executionTime === undefined ? {} : { executionTime: item.executionTime }),
  seq: 0,
});

const changed = ({ type, previous, lastEventId, timestamp, ...item }: ExecutionChange): ListItem => ({
  ...item,
  seq: seqOf(lastEventId),
});

export const matches = (filter: ListFilter, item: ListItem): boolean =>
  (filter.status === undefined || item.status === filter.status) &&
  (filter.workflowId === undefined || item.workflowId === filter.workflowId) &&
  (filter.from === undefined || item.startTime >= filter.from) &&
  (filter.to === undefined || item.startTime < filter.to);

/** Latest first; at the same time by id, as the server's index has them. */
const later = (a: ListItem, b: ListItem): boolean =>
  a.startTime !== b.startTime ? a.startTime > b.startTime : a.executionId > b.executionId;

/**
 * A first page that was read anew. What is loaded beyond its end stays, unless `whole` says that it may be out of date; what a
 * change has told later than the page is not undone by it, nor what was told since `since`, when the page may have been old.
 */
export function withFirstPage(
  list: ListState,
  page: ExecutionPage,
  recent: Told,
  filter: ListFilter,
  whole: boolean,
  since = Number.POSITIVE_INFINITY,
): ListState {
  const read = page.executions.map(itemOf);
  const last = read.at(-1);
  const beyond =
    whole || last === undefined || page.nextCursor === undefined || !meet(list.items, read)
      ? []
      : list.items.filter((item) => later(last, item));
  return {
    items: [
      ...merged(list.items.slice(0, list.items.length - beyond.length), read, recent, filter, since),
      ...beyond,
    ],
    stats: page.stats,
    nextCursor: beyond.length > 0 ? list.nextCursor : page.nextCursor,
  };
}

/** Whether what is shown goes on where this page ends; more may have begun since than a page holds. */
function meet(shown: readonly ListItem[], read: readonly ListItem[]): boolean {
  const ids = new Set(shown.map((item) => item.executionId));
  return read.some((item) => ids.has(item.executionId));
}

/** A page beyond the first that was read anew, which begins after this item. */
export function withPageAgain(
  list: ListState,
  page: ExecutionPage,
  after: ListItem,
  recent: Told,
  filter: ListFilter,
  since: number,
): ListState {
  const read = page.executions.map(itemOf);
  const last = read.at(-1);
  const end = page.nextCursor === undefined ? undefined : last;
  if (page.nextCursor !== undefined && end === undefined) return list;
  const from = list.items.findIndex((item) => later(after, item));
  if (from < 0) return list;
  const to = end === undefined ? -1 : list.items.findIndex((item) => later(end, item));
  const rest = to < 0 ? [] : list.items.slice(to);
  const those = list.items.slice(from, to < 0 ? undefined : to);
  return {
    ...list,
    items: [...list.items.slice(0, from), ...merged(those, read, recent, filter, since), ...rest],
  };
}

/** What was read in place of what was shown, and what began only just before it was read. */
function merged(
  shown: readonly ListItem[],
  read: readonly ListItem[],
  recent: Told,
  filter: ListFilter,
  since: number,
): ListItem[] {
  const ids = new Set(read.map((item) => item.executionId));
  const items = read
    .map((item) => newer(recent.get(item.executionId), item))
    .filter((item) => matches(filter, item));
  for (const item of shown) {
    if (ids.has(item.executionId) || (recent.get(item.executionId)?.heardAt ?? 0) < since) continue;
    const at = items.findIndex((each) => later(item, each));
    items.splice(at < 0 ? items.length : at, 0, item);
  }
  return items;
}

/**
 * What was counted, unless the server's own figures, which may be a second old, say something that as many `changes` as came in the
 * meantime cannot explain.
 */
export function reconciled(counted: Stats | undefined, read: Stats, changes: number): Stats {
  if (!counted) return read;
  const explained = Object.entries(read).every(
    ([name, count]) => Math.abs(count - counted[name as keyof Stats]) <= changes,
  );
  return explained && changes > 0 ? counted : read;
}

/** The page that follows the last item. */
export function withNextPage(
  list: ListState,
  page: ExecutionPage,
  recent: Told,
  filter: ListFilter,
): ListState {
  const known = new Set(list.items.map((item) => item.executionId));
  const more = page.executions
    .filter((item) => !known.has(item.executionId))
    .map((item) => newer(recent.get(item.executionId), itemOf(item)))
    .filter((item) => matches(filter, item));
  return { ...list, items: [...list.items, ...more], nextCursor: page.nextCursor };
}

/** A page may have been read before the change was made that came while it was on its way. */
const newer = (told: ListItem | undefined, read: ListItem): ListItem =>
  told && (told.endTime !== undefined || read.endTime === undefined) ? told : read;

/**
 * The list after a change. One that tells no news is ignored: the list may hold later changes than the feed's beginning, which
 * then come once more.
 */
export function withChange(list: ListState, change: ExecutionChange, filter: ListFilter): ListState {
  const item = changed(change);
  const index = list.items.findIndex((each) => each.executionId === item.executionId);
  const known = list.items[index];
  if (known && (known.seq >= item.seq || (known.seq === 0 && known.endTime !== undefined))) return list;
  const stats = list.stats && counted(list.stats, known, change);
  if (!matches(filter, item))
    return { ...list, stats, items: known ? list.items.filter((each) => each !== known) : list.items };
  if (known) return { ...list, stats, items: list.items.with(index, item) };
  const at = list.items.findIndex((each) => later(item, each));
  if (at >= 0) return { ...list, stats, items: list.items.toSpliced(at, 0, item) };
  // It lies on a page that is not loaded yet.
  return list.nextCursor === undefined
    ? { ...list, stats, items: [...list.items, item] }
    : { ...list, stats };
}

function counted(stats: Stats, known: ListItem | undefined, change: ExecutionChange): Stats {
  // A page that held the change already has counted it.
  if (known?.seq === 0 && known.status === change.status) return stats;
  const before = change.previous ?? known?.status;
  const next = { ...stats, [change.status]: stats[change.status] + 1 };
  return before === undefined
    ? { ...next, total: stats.total + 1 }
    : { ...next, [before]: Math.max(0, next[before] - 1) };
}

/** What changes have told, and when. */
export type Told = ReadonlyMap<string, ListItem & { heardAt: number }>;

/** What changes have told lately, by execution; bounded, the oldest go first. */
export class Recent extends Map<string, ListItem & { heardAt: number }> {
  /** When the last changes were heard, as many as {@link most}. */
  private readonly times: number[] = [];

  constructor(private readonly most = 2_000) {
    super();
  }

  add(change: ExecutionChange, now: number): void {
    this.delete(change.executionId);
    this.set(change.executionId, { ...changed(change), heardAt: now });
    const oldest = this.keys().next();
    if (this.size > this.most && !oldest.done) this.delete(oldest.value);
    this.times.push(now);
    if (this.times.length > 2 * this.most) this.times.splice(0, this.most);
  }

  /** How many changes were heard since then. */
  since(time: number): number {
    return this.times.length - 1 - this.times.findLastIndex((each) => each < time);
  }
}
