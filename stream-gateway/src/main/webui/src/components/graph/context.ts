import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Clock } from '../../lib/clock';
import type { Drawn } from './branches';
import type { NodeView } from './edges';
import type { Direction, Placed } from './layout';
import type { Graph } from './model';
import type { NodeStates } from './nodeStates';

/** What all cards and edges of one graph share. It changes with the definition and with what is collapsed, not with events. */
export interface Scene {
  graph: Graph;
  drawn: Drawn;
  placed: Placed;
  labels: ReadonlyMap<string, string>;
  direction: Direction;
  states: NodeStates;
  clock: Clock;
  /** Nobody runs it: there is nothing to say of states. */
  plain: boolean;
  expand: (bundle: string) => void;
}

export const SceneContext = createContext<Scene | undefined>(undefined);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (!scene) throw new Error('outside of a graph');
  return scene;
}

/** What `read` makes of the states of these nodes; only a change of its result draws anew. */
export function useNodes<T extends string | number | boolean | NodeView | undefined>(
  states: NodeStates,
  ids: readonly string[],
  read: () => T,
): T {
  const subscribe = useCallback((listener: () => void) => states.listen(ids, listener), [states, ids]);
  return useSyncExternalStore(subscribe, read);
}
