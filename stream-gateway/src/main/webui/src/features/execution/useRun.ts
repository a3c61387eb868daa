import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { get } from '../../api/client';
import { type ExecutionDetail, type Session, executionPath } from '../../api/execution';
import type { ExecutionState } from '../../live/fold';
import { type Clock, ViewClock } from '../../lib/clock';
import { Run } from './run';

/** The detail is asked for again when nodes have ended, at most so often. */
const APART = 1_500;

/** One execution, live. A page for each: the key of the component is the execution's id. */
export function useRun(executionId: string): Run {
  const [run] = useState(() => new Run(executionId));
  useEffect(() => run.start(), [run]);
  useSyncExternalStore(run.subscribe, run.current);
  return run;
}

/** Inputs, outputs and the definition, which events do not carry. */
export function useDetail(executionId: string, live: ExecutionState) {
  const queries = useQueryClient();
  const key = useMemo(() => ['execution', executionId], [executionId]);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<ExecutionDetail>(executionPath(executionId), signal),
    staleTime: Infinity,
  });
  const ended = Object.values(live.nodes).filter((node) => node.endTime !== undefined).length;
  const wanted = `${ended} ${live.status}`;
  const fetched = query.data?.lastEventId;
  useEffect(() => {
    const behind = fetched !== undefined && Number.parseInt(fetched, 10) < live.seq;
    if (!behind) return;
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: key }), APART);
    return () => clearTimeout(timer);
    // Only the end of a node, or of all, brings something new.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, fetched, key, queries]);
  return query;
}

export function useMayOperate(): boolean {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => get<Session>('/session', signal),
    staleTime: 60_000,
  });
  return data?.permissions.some((each) => each === 'operate' || each === 'operate-all') ?? false;
}

/** What durations go by: the server's clock while it is known how things are, else the last moment that is known. */
export function useViewClock(
  run: Run,
  shown: ExecutionState,
  at: number | undefined,
  playing: boolean,
): Clock & ViewClock {
  const [clock] = useState(() => new ViewClock());
  const { frozenAt, ahead } = run;
  const held = at === undefined ? (shown.endTime ?? frozenAt) : run.log.timeAt(at);
  useEffect(() => {
    if (playing) return; // the replay turns the hands
    if (held === undefined) clock.go(ahead);
    else clock.hold(held);
  }, [clock, held, ahead, playing]);
  return clock;
}
