import type { Clock } from './clock';
import type { Dial } from './dial';
import { Follower, MOST_EXECUTIONS } from './follower';
import { ListFollower, type ListNews } from './listFollower';
import { type FromTab, PULSE_EVERY, type ToTab } from './tabs';

/** After the last tab has left an execution: it may come back at once, as pages do that are reloaded or gone back to. */
export const LINGER = 5_000;
/** Browsers have six connections to an address over HTTP/1.1, and pages need some of them. Further lists are polled. */
export const MOST_LISTS = 2;

const NO_ROOM: ListNews = {
  kind: 'freshness',
  value: { kind: 'refused', problem: { type: 'too-many-lists', title: 'Other tabs follow lists already' } },
};

interface Tab {
  send(message: ToTab): void;
  watches: Set<string>;
  lists: Set<string>;
}

/** Holds the connections of all tabs of a browser: each execution is followed once, however many watch it. */
export class Hub {
  private readonly tabs = new Map<string, Tab>();
  private followers: Follower[] = [];
  private readonly lingering = new Map<string, () => void>();
  private readonly lists = new Map<string, ListFollower>();
  private cancelPulse: (() => void) | undefined;

  constructor(
    private readonly dial: Dial,
    private readonly clock: Clock,
  ) {}

  join(tabId: string, send: (message: ToTab) => void): void {
    this.leave(tabId);
    this.tabs.set(tabId, { send, watches: new Set(), lists: new Set() });
    send({ kind: 'pulse' });
    this.cancelPulse ??= this.clock.after(PULSE_EVERY, this.pulse);
  }

  leave(tabId: string): void {
    const tab = this.tabs.get(tabId);
    if (!tab) return;
    this.tabs.delete(tabId);
    for (const executionId of tab.watches) this.unwatched(executionId);
    for (const workflowId of tab.lists) this.unwatchedList(workflowId);
  }

  receive(tabId: string, message: FromTab): void {
    const tab = this.tabs.get(tabId);
    if (!tab) return;
    switch (message.kind) {
      case 'watch':
        this.watch(tab, message.executionId);
        break;
      case 'unwatch':
        if (tab.watches.delete(message.executionId)) this.unwatched(message.executionId);
        break;
      case 'watch-list':
        this.watchList(tab, message.workflowId);
        break;
      case 'unwatch-list':
        if (tab.lists.delete(message.workflowId)) this.unwatchedList(message.workflowId);
        break;
      case 'wake':
        tab.send({ kind: 'pulse' });
        for (const follower of [...this.followers, ...this.lists.values()]) follower.wake();
        break;
      case 'alive':
        tab.send({ kind: 'pulse' });
        for (const follower of [...this.followers, ...this.lists.values()]) follower.look();
        break;
    }
  }

  private watch(tab: Tab, executionId: string): void {
    this.lingering.get(executionId)?.();
    this.lingering.delete(executionId);
    tab.watches.add(executionId);
    const follower = this.followerOf(executionId) ?? this.withRoom();
    follower.add(executionId);
    for (const news of follower.known(executionId)) tab.send({ kind: 'execution', executionId, news });
  }

  private unwatched(executionId: string): void {
    for (const tab of this.tabs.values()) if (tab.watches.has(executionId)) return;
    this.linger(executionId, () => {
      this.followerOf(executionId)?.remove(executionId);
      this.followers = this.followers.filter((follower) => follower.size > 0);
    });
  }

  private watchList(tab: Tab, workflowId: string): void {
    this.lingering.get(`list ${workflowId}`)?.();
    this.lingering.delete(`list ${workflowId}`);
    tab.lists.add(workflowId);
    const list = this.lists.get(workflowId);
    if (!list) this.makeRoom();
    if (list) list.again();
    else if (this.lists.size >= MOST_LISTS) tab.send({ kind: 'list', workflowId, news: NO_ROOM });
    else
      this.lists.set(
        workflowId,
        new ListFollower(this.dial, this.clock, workflowId, (news) => {
          for (const each of this.tabs.values())
            if (each.lists.has(workflowId)) each.send({ kind: 'list', workflowId, news });
        }),
      );
  }

  private unwatchedList(workflowId: string): void {
    for (const tab of this.tabs.values()) if (tab.lists.has(workflowId)) return;
    this.linger(`list ${workflowId}`, () => {
      this.lists.get(workflowId)?.stop();
      this.lists.delete(workflowId);
    });
  }

  /** A list that nobody looks at any more makes way for one that somebody does. */
  private makeRoom(): void {
    for (const [workflowId, list] of this.lists) {
      const cancel = this.lingering.get(`list ${workflowId}`);
      if (!cancel || this.lists.size < MOST_LISTS) continue;
      cancel();
      this.lingering.delete(`list ${workflowId}`);
      list.stop();
      this.lists.delete(workflowId);
    }
  }

  private linger(key: string, forget: () => void): void {
    this.lingering.get(key)?.();
    const cancel = this.clock.after(LINGER, () => {
      this.lingering.delete(key);
      forget();
    });
    this.lingering.set(key, cancel);
  }

  private followerOf(executionId: string): Follower | undefined {
    return this.followers.find((follower) => follower.has(executionId));
  }

  private withRoom(): Follower {
    const room = this.followers.find((follower) => follower.size < MOST_EXECUTIONS);
    if (room) return room;
    const follower = new Follower(this.dial, this.clock, (executionId, news) => {
      for (const tab of this.tabs.values())
        if (tab.watches.has(executionId)) tab.send({ kind: 'execution', executionId, news });
    });
    this.followers.push(follower);
    return follower;
  }

  private readonly pulse = (): void => {
    this.cancelPulse = undefined;
    if (this.tabs.size === 0) return;
    for (const tab of this.tabs.values()) tab.send({ kind: 'pulse' });
    this.cancelPulse = this.clock.after(PULSE_EVERY, this.pulse);
  };
}
