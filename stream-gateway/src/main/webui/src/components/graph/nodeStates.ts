import type { NodeView, Nodes } from './edges';

/**
 * The states of a graph's nodes outside React: a card hears of its own node and of nothing else, so that fifty events a second
 * draw fifty cards and not fifty graphs.
 */
export class NodeStates {
  private nodes: Nodes = {};
  private selection: string | undefined;
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly starts = new Set<(ids: string[]) => void>();

  readonly all = (): Nodes => this.nodes;

  readonly get = (id: string): NodeView | undefined => this.nodes[id];

  readonly selected = (): string | undefined => this.selection;

  /** @param next shares what has not changed with the states shown before */
  show(next: Nodes): void {
    const before = this.nodes;
    if (next === before) return;
    this.nodes = next;
    const started: string[] = [];
    for (const id of Object.keys({ ...before, ...next })) {
      if (next[id] === before[id]) continue;
      if (next[id]?.status === 'running' && before[id]?.status !== 'running') started.push(id);
      this.tell(id);
    }
    if (started.length > 0) this.starts.forEach((listener) => listener(started));
  }

  select(id: string | undefined): void {
    const before = this.selection;
    if (before === id) return;
    this.selection = id;
    if (before !== undefined) this.tell(before);
    if (id !== undefined) this.tell(id);
  }

  listen(ids: readonly string[], listener: () => void): () => void {
    for (const id of ids) {
      const those = this.listeners.get(id);
      if (those) those.add(listener);
      else this.listeners.set(id, new Set([listener]));
    }
    return () => {
      for (const id of ids) this.listeners.get(id)?.delete(listener);
    };
  }

  onStart(listener: (ids: string[]) => void): () => void {
    this.starts.add(listener);
    return () => this.starts.delete(listener);
  }

  private tell(id: string): void {
    this.listeners.get(id)?.forEach((listener) => {
      listener();
    });
  }
}
