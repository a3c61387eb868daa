import type { TFunction } from 'i18next';
import type { Units } from '../../lib/duration';
import { formatDuration } from '../../lib/duration';
import type { Status } from '../../api/types';
import type { WorkflowEvent } from '../../live/events';

/** What an event says beside its type and its node, in a few words. */
export function eventText(event: WorkflowEvent, t: TFunction, units: Units): string {
  const parts: (string | undefined | false)[] = [];
  const duration = (millis: number | undefined) => millis !== undefined && formatDuration(millis, units);
  const attempt = (count: number | undefined) =>
    count !== undefined && count > 1 && t('graph.attempt', { count });
  switch (event.type) {
    case 'workflow.queued':
      break;
    case 'workflow.started':
    case 'execution.claimed':
      parts.push(event.executor);
      break;
    case 'node.started':
      parts.push(attempt(event.attempt), event.executor);
      break;
    case 'node.completed':
      parts.push(
        event.reused === true && t('graph.reused'),
        duration(event.duration),
        ways(event.nextNodeIds),
      );
      break;
    case 'node.failed':
      parts.push(event.error?.title, event.error?.detail, duration(event.duration), ways(event.nextNodeIds));
      break;
    case 'node.retrying':
      parts.push(
        event.retryAt !== undefined &&
          t('execution.event.retryIn', { time: formatDuration(event.retryAt - event.timestamp, units) }),
        event.error?.title,
        event.error?.detail,
      );
      break;
    case 'node.waiting':
      parts.push(
        event.signal !== undefined && t('execution.event.forSignal', { name: event.signal }),
        event.childId,
        event.until !== undefined &&
          t('execution.event.atMost', { time: formatDuration(event.until - event.timestamp, units) }),
      );
      break;
    case 'node.cancelled':
      parts.push(event.reason, duration(event.duration));
      break;
    case 'node.progress':
      parts.push(
        event.progress &&
          `${event.progress.done}${event.progress.total === undefined ? '' : ` / ${event.progress.total}`}`,
        event.progress?.failed ? t('execution.event.failed', { count: event.progress.failed }) : undefined,
        event.message,
      );
      break;
    case 'node.log':
      parts.push(event.message);
      break;
    case 'signal.received':
      parts.push(event.signal);
      break;
    case 'execution.waiting':
      parts.push(
        event.until !== undefined &&
          t('execution.event.atMost', { time: formatDuration(event.until - event.timestamp, units) }),
      );
      break;
    case 'workflow.failed':
      parts.push(event.error?.title, event.error?.detail, duration(event.executionTime));
      break;
    case 'workflow.completed':
    case 'workflow.cancelled':
      parts.push(duration(event.executionTime));
      break;
    case 'node.skipped':
    case 'workflow.paused':
    case 'workflow.resumed':
      break;
  }
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' · ');
}

const ways = (ids: string[] | undefined) => ids !== undefined && ids.length > 0 && `→ ${ids.join(', ')}`;

/** The status in whose colour an event is shown. */
export function lookOfEvent(type: string): Status {
  switch (type.slice(type.indexOf('.') + 1)) {
    case 'started':
    case 'resumed':
    case 'progress':
      return 'running';
    case 'completed':
      return 'completed';
    case 'failed':
      return 'failed';
    case 'retrying':
    case 'claimed':
      return 'retrying';
    case 'waiting':
    case 'received':
      return 'waiting';
    case 'paused':
      return 'paused';
    case 'skipped':
      return 'skipped';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'pending';
  }
}

export const GROUPS = ['all', 'nodes', 'trouble', 'messages', 'execution'] as const;
export type Group = (typeof GROUPS)[number];

export function isIn(group: Group, type: string): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'nodes':
      return type.startsWith('node.') && type !== 'node.log' && type !== 'node.progress';
    case 'trouble':
      return /\.(failed|retrying|cancelled|claimed)$/.test(type);
    case 'messages':
      return type === 'node.log' || type === 'node.progress' || type === 'signal.received';
    case 'execution':
      return !type.startsWith('node.');
  }
}
