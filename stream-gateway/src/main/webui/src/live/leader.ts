import { randomKey } from '../lib/key';
import { systemClock } from './clock';
import { dialByFetch } from './dial';
import { Hub } from './hub';
import { hold, whenFree } from './presence';
import type { FromTab, OpenLine, ToTab } from './tabs';

/** For browsers without shared workers: the tab that holds this lock has the connections, and passes on what comes. */
const LEADER = 'flowcast-leader';
const CHANNEL = 'flowcast-live';

type OnChannel =
  | { to: 'leader'; from: string; message: FromTab | { kind: 'hello' } | { kind: 'bye' } }
  | { to: 'tab'; tabId: string; message: ToTab }
  /** There is another leader, which knows nobody yet. */
  | { to: 'all' };

export const openLeaderLine: OpenLine = (hear, lost) => {
  const tabId = `flowcast-tab-${randomKey()}`;
  const channel = new BroadcastChannel(CHANNEL);
  const say = (message: OnChannel) => {
    channel.postMessage(message);
  };
  let hub: Hub | undefined;
  // What this tab watches, so that it can ask itself for it once it leads.
  const asked = new Map<string, FromTab>();
  const waiting: FromTab[] = [];
  let known = false;

  const lead = ({ data }: MessageEvent<OnChannel>) => {
    if (!hub || data.to !== 'leader') return;
    if (data.message.kind === 'hello') {
      const from = data.from;
      hub.join(from, (message) => {
        say({ to: 'tab', tabId: from, message });
      });
      whenFree(from, () => hub?.leave(from));
    } else if (data.message.kind === 'bye') hub.leave(data.from);
    else hub.receive(data.from, data.message);
  };
  channel.onmessage = (event: MessageEvent<OnChannel>) => {
    if (event.data.to === 'tab' && event.data.tabId === tabId) hear(event.data.message);
    else if (event.data.to === 'all') lost();
    else lead(event);
  };
  // The lock comes first, else the leader would find it free; and until it has heard of this tab, it takes nothing of it.
  const leave = hold(tabId, () => {
    known = true;
    say({ to: 'leader', from: tabId, message: { kind: 'hello' } });
    for (const message of waiting) say({ to: 'leader', from: tabId, message });
  });
  const resign = hold(LEADER, () => {
    hub = new Hub(dialByFetch, systemClock);
    hub.join(tabId, hear);
    say({ to: 'all' });
    for (const message of asked.values()) hub.receive(tabId, message);
  });
  return {
    post: (message) => {
      if (hub) hub.receive(tabId, message);
      else {
        if ('executionId' in message) keep(asked, message.executionId, message, message.kind === 'watch');
        if ('workflowId' in message)
          keep(asked, `list ${message.workflowId}`, message, message.kind === 'watch-list');
        if (known) say({ to: 'leader', from: tabId, message });
        else waiting.push(message);
      }
    },
    close: () => {
      say({ to: 'leader', from: tabId, message: { kind: 'bye' } });
      hub?.leave(tabId);
      resign();
      leave();
      channel.close();
    },
  };
};

function keep(asked: Map<string, FromTab>, key: string, message: FromTab, watches: boolean): void {
  if (watches) asked.set(key, message);
  else asked.delete(key);
}
