import { useMemo, useState, useSyncExternalStore } from 'react';
import { get } from '../../api/client';
import type { ExecutionPage } from '../../api/types';
import { systemClock } from '../../live/clock';
import { watchList } from '../../live/connection';
import { type Place, filterOf, queryOf } from './filter';
import { Listing, type View, type World } from './listing';

const PAGE = 100;

const world: World = {
  clock: systemClock,
  watch: watchList,
  page: (filter, cursor) => get<ExecutionPage>(`/executions?${queryOf(filter, cursor, PAGE)}`),
};

export function useListing(place: Place): View & { more: () => void } {
  const [now] = useState(Date.now);
  const { status, workflowId, within, from, to } = place;
  const listing = useMemo(
    () => new Listing(world, filterOf({ status, workflowId, within, from, to, search: '' }, now)),
    [status, workflowId, within, from, to, now],
  );
  const view = useSyncExternalStore(listing.subscribe, listing.current);
  return { ...view, more: () => void listing.more() };
}
