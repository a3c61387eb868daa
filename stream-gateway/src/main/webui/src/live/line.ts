import { randomKey } from '../lib/key';
import { systemClock } from './clock';
import { dialByFetch } from './dial';
import { Hub } from './hub';
import { openLeaderLine } from './leader';
import { hold } from './presence';
import type { FromTab, Line, OpenLine, ToTab } from './tabs';
import type { Hello } from './worker';

/**
 * One connection for all tabs: a shared worker holds it; where there is none, the tab that leads; where not even that can be
 * agreed upon, each tab has its own.
 */
export const openLine: OpenLine = (hear, lost) => {
  if (typeof SharedWorker !== 'undefined' && !workerFailed) {
    return openWorkerLine(hear, () => {
      workerFailed = true;
      lost();
    });
  }
  return 'locks' in navigator && typeof BroadcastChannel !== 'undefined'
    ? openLeaderLine(hear, lost)
    : openOwnLine(hear);
};

let workerFailed = false;

function openWorkerLine(hear: (message: ToTab) => void, failed: () => void): Line {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'flowcast-live',
  });
  const tabId = `flowcast-tab-${randomKey()}`;
  const waiting: FromTab[] = [];
  let known = false;
  worker.onerror = failed;
  worker.port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    hear(data);
  };
  // The lock comes first: else the worker would find it free, and take this tab for gone.
  const free = hold(tabId, () => {
    known = true;
    worker.port.postMessage({ kind: 'hello', tabId } satisfies Hello);
    for (const message of waiting) worker.port.postMessage(message);
  });
  return {
    post: (message) => {
      if (known) worker.port.postMessage(message);
      else waiting.push(message);
    },
    close: () => {
      worker.port.onmessage = null;
      worker.port.postMessage({ kind: 'bye' } satisfies Hello);
      worker.port.close();
      free();
    },
  };
}

function openOwnLine(hear: (message: ToTab) => void): Line {
  const hub = new Hub(dialByFetch, systemClock);
  hub.join('own', hear);
  return {
    post: (message) => {
      hub.receive('own', message);
    },
    close: () => {
      hub.leave('own');
    },
  };
}
