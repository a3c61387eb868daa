import { systemClock } from './clock';
import { dialByFetch } from './dial';
import { Hub } from './hub';
import { whenFree } from './presence';
import { type FromTab, NOT_ALIVE } from './tabs';

/** The script of the shared worker, one for all tabs of this origin. A tab first says what the lock is called that it holds. */
export type Hello = { kind: 'hello'; tabId: string } | { kind: 'bye' };

const hub = new Hub(dialByFetch, systemClock);

function connect(port: MessagePort): void {
  let tabId: string | undefined;
  let cancelDoubt: (() => void) | undefined;
  let told = true;

  const leave = () => {
    cancelDoubt?.();
    if (tabId !== undefined) hub.leave(tabId);
    tabId = undefined;
  };
  const heard = () => {
    cancelDoubt?.();
    if (!told) cancelDoubt = systemClock.after(NOT_ALIVE, leave);
  };
  port.onmessage = ({ data }: MessageEvent<Hello | FromTab>) => {
    if (data.kind === 'hello') {
      tabId = data.tabId;
      hub.join(tabId, (message) => {
        port.postMessage(message);
      });
      // Ports do not close when their tab goes; its lock is free then.
      told = whenFree(tabId, leave);
    } else if (data.kind === 'bye') {
      leave();
    } else if (tabId !== undefined) {
      hub.receive(tabId, data);
    }
    heard();
  };
}

// A worker's own global is not among the types that pages have.
(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  for (const port of event.ports) connect(port);
};
