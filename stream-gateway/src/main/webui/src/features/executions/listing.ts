import type { ExecutionPage, Stats } from '../../api/types';
import type { Clock } from '../../live/clock';
import type { Freshness } from '../../live/freshness';
import {
  EMPTY_LIST,
  type ListFilter,
  type ListState,
  type ListItem,
  Recent,
  reconciled,
  withChange,
  withFirstPage,
  withNextPage,
  withPageAgain,
} from '../../live/list';
import type { ListNews } from '../../live/listFollower';

/** What the page shows. `loading` until the first page is there; `failure` is why a page could not be read. */
export interface View extends ListState {
  loading: boolean;
  loadingMore: boolean;
  failure: unknown;
  freshness: Freshness;
  /** Whether it is asked for again and again, since it cannot be followed. */
  polled: boolean;
  /** How many milliseconds the server's clock is ahead of this one. */
  ahead: number;
}

/** What a listing needs of the world. */
export interface World {
  clock: Clock;
  watch(workflowId: string, listener: (news: ListNews) => void): () => void;
  /** A page of the list; without a cursor the first. */
  page(filter: ListFilter, cursor: string | undefined): Promise<ExecutionPage>;
  /** Whether anybody can see it. */
  isVisible(): boolean;
}

const POLL_EVERY = 2_000;
/** Lists may be a second old: what the first reading may have missed, one has after this. */
const SURE_AFTER = 1_200;
/** No change tells that an execution was forgotten, and one that a feed repeats may be counted twice: the server is asked. */
const CHECK_EVERY = 30_000;
/** Where the two differ by no more than changes may explain that came meanwhile, it is asked again; the third time the server is right. */
const DOUBT = 3_000;
const DOUBTS = 2;
/** Together at most once a frame or so, however many changes come. */
const SHOW_EVERY = 50;
/** Of two clocks that differ by less, who knows which is right. */
const CLOCKS_AGREE = 2_000;

/** A page beyond the first. */
interface Further {
  cursor: string;
  after: ListItem;
}

/**
 * A list that stays up to date: what the feed tells of all statuses keeps the statistics and every loaded page right, and now and
 * then they are compared with the server's. With a filter of status or time the first page is asked for, since the feed's own
 * has no such filter; where the feed cannot be followed, it is polled. Of the pages that were loaded beyond the first, one is
 * read anew with each reading of that, in turn.
 */
export class Listing {
  private view: View = {
    ...EMPTY_LIST,
    loading: true,
    loadingMore: false,
    failure: undefined,
    freshness: { kind: 'catching-up' },
    polled: false,
    ahead: 0,
  };
  private readonly listeners = new Set<() => void>();
  private recent = new Recent();
  private further: Further[] = [];
  private turn = 0;
  private doubts = 0;
  private unwatch: (() => void) | undefined;
  private cancels = new Map<string, () => void>();
  private reading = 0;

  /** @param stats what was last known of them, until they are there */
  constructor(
    private readonly world: World,
    private readonly filter: ListFilter,
    stats?: Stats,
  ) {
    this.view = { ...this.view, stats };
  }

  readonly current = (): View => this.view;

  /** Lives as long as somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  readonly more = async (): Promise<void> => {
    const cursor = this.view.nextCursor;
    if (cursor === undefined || this.view.loadingMore) return;
    this.show({ loadingMore: true });
    try {
      const page = await this.world.page(this.filter, cursor);
      // A first page that was replaced meanwhile goes on elsewhere.
      if (this.view.nextCursor === cursor) {
        const after = this.view.items.at(-1);
        if (after) this.further.push({ cursor, after });
        this.show({ ...withNextPage(this.view, page, this.recent, this.filter), failure: undefined });
      }
    } catch (failure) {
      this.show({ failure });
    } finally {
      this.show({ loadingMore: false });
    }
  };

  /** Compares with the server's list what is shown; for one that has not been seen for a while. */
  readonly check = (): void => {
    if (this.listeners.size === 0) return;
    this.later('check', CHECK_EVERY, this.check);
    if (this.view.loading || this.view.polled || !this.world.isVisible()) return;
    void this.read(false);
    void this.readFurther();
  };

  private start(): void {
    if (this.isFiltered()) void this.read(true);
    this.later('check', CHECK_EVERY, this.check);
    this.unwatch = this.world.watch(this.filter.workflowId ?? '', (news) => {
      this.hear(news);
    });
  }

  private stop(): void {
    this.unwatch?.();
    this.unwatch = undefined;
    for (const cancel of this.cancels.values()) cancel();
    this.cancels.clear();
  }

  /** By more than the feed's own list can be. */
  private isFiltered(): boolean {
    return this.filter.status !== undefined || this.filter.from !== undefined || this.filter.to !== undefined;
  }

  private hear(news: ListNews): void {
    switch (news.kind) {
      case 'page':
        this.told(news.page, news.reason);
        break;
      case 'change':
        this.recent.add(news.change, this.world.clock.now());
        this.hearTime(news.change.timestamp);
        this.show(withChange(this.view, news.change, this.filter));
        break;
      case 'freshness':
        this.fresh(news.value);
        break;
    }
  }

  private told(page: ExecutionPage, reason: string): void {
    const whole = reason !== 'requested';
    if (whole) this.recent = new Recent();
    if (this.isFiltered()) {
      this.show({ stats: page.stats });
      void this.read(whole);
    } else {
      const list = withFirstPage(this.view, page, this.recent, this.filter, whole);
      this.show({ ...list, loading: false, failure: undefined });
      if (list.nextCursor === page.nextCursor) this.further = [];
    }
    this.later('sure', SURE_AFTER, () => void this.read(false));
  }

  private fresh(freshness: Freshness): void {
    const before = this.view.polled;
    const polled = freshness.kind === 'refused';
    this.show({ freshness, polled });
    if (!polled) this.cancel('poll');
    else if (!before) this.poll();
  }

  private readonly poll = (): void => {
    void Promise.all([this.read(false), this.readFurther()]).then(() => {
      if (this.view.polled && this.listeners.size > 0) this.later('poll', POLL_EVERY, this.poll);
    });
  };

  /** @param whole whether what is loaded beyond the first page may be out of date */
  private async read(whole: boolean): Promise<void> {
    const reading = ++this.reading;
    const since = this.world.clock.now() - SURE_AFTER;
    try {
      const page = await this.world.page(this.filter, undefined);
      if (reading !== this.reading) return;
      const list = withFirstPage(this.view, page, this.recent, this.filter, whole, since);
      const stats = this.view.polled ? page.stats : this.counted(page.stats, this.recent.since(since));
      this.show({ ...list, stats, loading: false, failure: undefined });
      if (list.nextCursor === page.nextCursor) this.further = [];
    } catch (failure) {
      // While it is followed, the feed says how things are; it is compared again soon.
      if (reading === this.reading && (whole || this.view.loading || this.view.polled))
        this.show({ failure, loading: false });
    }
  }

  private counted(read: Stats, changes: number): Stats {
    const stats = reconciled(this.view.stats, read, changes);
    const differs =
      stats !== read && Object.entries(read).some(([key, n]) => n !== stats[key as keyof Stats]);
    this.doubts = differs ? this.doubts + 1 : 0;
    if (this.doubts > DOUBTS) {
      this.doubts = 0;
      return read;
    }
    if (differs) this.later('sure', DOUBT, () => void this.read(false));
    return stats;
  }

  private async readFurther(): Promise<void> {
    const next = this.further[this.turn++ % Math.max(1, this.further.length)];
    if (!next) return;
    const since = this.world.clock.now() - SURE_AFTER;
    try {
      const page = await this.world.page(this.filter, next.cursor);
      if (this.further.includes(next))
        this.show(withPageAgain(this.view, page, next.after, this.recent, this.filter, since));
    } catch (failure) {
      if (this.view.polled) this.show({ failure });
    }
  }

  private hearTime(timestamp: number): void {
    const ahead = timestamp - this.world.clock.now();
    this.show({ ahead: Math.abs(ahead) < CLOCKS_AGREE ? 0 : ahead });
  }

  private show(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    if (!this.cancels.has('show'))
      this.later('show', SHOW_EVERY, () => {
        for (const listener of this.listeners) listener();
      });
  }

  private later(name: string, millis: number, run: () => void): void {
    this.cancel(name);
    this.cancels.set(
      name,
      this.world.clock.after(millis, () => {
        this.cancels.delete(name);
        run();
      }),
    );
  }

  private cancel(name: string): void {
    this.cancels.get(name)?.();
    this.cancels.delete(name);
  }
}
