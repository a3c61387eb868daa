import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { get } from '../../api/client';
import type { ExecutionPage, Stats } from '../../api/types';
import { systemClock } from '../../live/clock';
import { watchList } from '../../live/connection';
import { type Place, filterOf, queryOf } from './filter';
import { Listing, type View, type World } from './listing';

const PAGE = 100;

const world: World = {
  clock: systemClock,
  watch: watchList,
  page: (filter, cursor) => get<ExecutionPage>(`/executions?${queryOf(filter, cursor, PAGE)}`),
  isVisible: () => document.visibilityState === 'visible',
};

/** Of the last list of each workflow, so that figures do not vanish while a filter changes. */
const lastStats = new Map<string, Stats>();

export function useListing(place: Place): View & { more: () => void } {
  const [now] = useState(Date.now);
  const { status, workflowId, within, from, to } = place;
  const listing = useMemo(
    () =>
      new Listing(
        world,
        filterOf({ status, workflowId, within, from, to, search: '' }, now),
        lastStats.get(workflowId ?? ''),
      ),
    [status, workflowId, within, from, to, now],
  );
  const view = useSyncExternalStore(listing.subscribe, listing.current);
  useEffect(() => {
    document.addEventListener('visibilitychange', listing.check);
    return () => document.removeEventListener('visibilitychange', listing.check);
  }, [listing]);
  useEffect(() => {
    if (view.stats) lastStats.set(workflowId ?? '', view.stats);
  }, [workflowId, view.stats]);
  return { ...view, more: () => void listing.more() };
}
