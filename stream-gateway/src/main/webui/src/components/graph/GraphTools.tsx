import { type FitViewOptions, Panel, useReactFlow, useStoreApi } from '@xyflow/react';
import { FoldVertical, Locate, LocateFixed, Maximize, UnfoldVertical, ZoomIn, ZoomOut } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../../lib/cn';
import { useScene } from './context';

/** Leaves room for the search above and the tools at the left. */
export const FIT: FitViewOptions = {
  padding: { top: '60px', left: '60px', right: '28px', bottom: '28px' },
  maxZoom: 1,
};

interface Props {
  live: boolean;
  collapsible: number;
  collapsed: boolean;
  onCollapse: (collapse: boolean) => void;
}

/** Zoom, fit, follow what runs, draw like branches as one. */
export function GraphTools({ live, collapsible, collapsed, onCollapse }: Props) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const [follow, setFollow] = useState(false);
  useFollowing(follow && live, () => setFollow(false));
  return (
    <Panel
      position="bottom-left"
      className="flex flex-col overflow-hidden rounded-lg border bg-surface shadow-raised"
    >
      <Tool label={t('graph.zoomIn')} onClick={() => void flow.zoomIn({ duration: 150 })}>
        <ZoomIn aria-hidden className="size-4" />
      </Tool>
      <Tool label={t('graph.zoomOut')} onClick={() => void flow.zoomOut({ duration: 150 })}>
        <ZoomOut aria-hidden className="size-4" />
      </Tool>
      <Tool
        label={t('graph.fit')}
        onClick={() => {
          setFollow(false);
          void flow.fitView({ ...FIT, duration: 250 });
        }}
      >
        <Maximize aria-hidden className="size-4" />
      </Tool>
      {live && (
        <Tool label={t('graph.follow')} pressed={follow} onClick={() => setFollow(!follow)}>
          {follow ? (
            <LocateFixed aria-hidden className="size-4" />
          ) : (
            <Locate aria-hidden className="size-4" />
          )}
        </Tool>
      )}
      {collapsible > 0 && (
        <Tool
          label={collapsed ? t('graph.expandAll') : t('graph.collapseAll')}
          onClick={() => onCollapse(!collapsed)}
        >
          {collapsed ? (
            <UnfoldVertical aria-hidden className="size-4" />
          ) : (
            <FoldVertical aria-hidden className="size-4" />
          )}
        </Tool>
      )}
    </Panel>
  );
}

function Tool({
  label,
  pressed,
  onClick,
  children,
}: {
  label: string;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onClick}
      className={cn(
        'flex size-8 items-center justify-center border-b text-ink-soft last:border-b-0 hover:bg-sunken hover:text-ink',
        'focus-visible:-outline-offset-2',
        pressed && 'bg-accent-ground text-accent',
      )}
    >
      {children}
    </button>
  );
}

const QUIET = 450;

/** Brings what began last into the middle, unless it is in sight; at most twice a second. A pan by hand ends it. */
function useFollowing(on: boolean, end: () => void): void {
  const { states, drawn, placed } = useScene();
  const flow = useReactFlow();
  const store = useStoreApi();
  const ended = useRef(end);
  useEffect(() => {
    ended.current = end;
  });
  useEffect(() => {
    if (!on) return;
    let wanted: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      const box = wanted === undefined ? undefined : placed.nodes.get(drawn.home(wanted));
      wanted = undefined;
      if (!box) return;
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const near = Math.max(zoom, 0.75);
      const left = box.x * zoom + x;
      const top = box.y * zoom + y;
      const inSight =
        zoom >= 0.6 &&
        left > 0 &&
        top > 0 &&
        left + box.width * zoom < width &&
        top + box.height * zoom < height;
      if (!inSight)
        void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
          zoom: near,
          duration: calm() ? 0 : 350,
        });
    };
    const look = (ids: string[]) => {
      wanted = ids.at(-1) ?? wanted;
      timer ??= setTimeout(show, QUIET);
    };
    look(Object.entries(states.all()).flatMap(([id, view]) => (view?.status === 'running' ? [id] : [])));
    const stop = states.onStart(look);
    const pane = store.getState().domNode;
    const byHand = (event: Event) => {
      if ((event.target as Element).closest('.react-flow__pane, .react-flow__node')) ended.current();
    };
    pane?.addEventListener('wheel', byHand, { passive: true });
    pane?.addEventListener('pointerdown', byHand);
    return () => {
      stop();
      clearTimeout(timer);
      pane?.removeEventListener('wheel', byHand);
      pane?.removeEventListener('pointerdown', byHand);
    };
  }, [on, states, drawn, placed, flow, store]);
}

const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
