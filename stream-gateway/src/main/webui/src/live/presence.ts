/** Tells whether tabs live by locks that they hold: a browser sets them free with the tab, however it goes. */

/** Absent where the page came over plain HTTP from another machine. */
const locks = (): LockManager | undefined => (globalThis.navigator as Partial<Navigator>).locks;

/** Holds a lock of this name until the returned function is called; `held` is called once it is, or where there are none. */
export function hold(name: string, held: () => void): () => void {
  const manager = locks();
  if (!manager) {
    held();
    return () => undefined;
  }
  const abort = new AbortController();
  let free: (() => void) | undefined;
  manager
    .request(name, { signal: abort.signal }, () => {
      held();
      return new Promise<void>((resolve) => {
        free = resolve;
      });
    })
    .catch((failure: unknown) => {
      // Called off before it was held; anything else is a browser without locks after all.
      if (!abort.signal.aborted) throw failure;
    });
  return () => {
    abort.abort();
    free?.();
  };
}

/** Calls `gone` as soon as nobody holds the lock of this name. Returns whether that can be told. */
export function whenFree(name: string, gone: () => void): boolean {
  const manager = locks();
  if (manager) void manager.request(name, gone);
  return manager !== undefined;
}
