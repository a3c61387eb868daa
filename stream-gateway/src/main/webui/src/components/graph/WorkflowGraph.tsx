import {
  Background,
  BackgroundVariant,
  type Edge,
  MiniMap,
  type Node,
  type NodeMouseHandler,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
} from '@xyflow/react';
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../../lib/cn';
import { ticker } from '../../lib/ticker';
import { type Clock, ViewClock } from '../../lib/clock';
import { bundlesOf, drawn as drawnOf } from './branches';
import { FlowEdge } from './FlowEdge';
import { type Scene, SceneContext } from './context';
import './graph.css';
import { type Direction, type Placed, labelOf, place } from './layout';
import { MiniNode } from './MiniNode';
import type { Graph } from './model';
import { NodeCard } from './NodeCard';
import { NodeStates } from './nodeStates';
import { GraphSearch } from './GraphSearch';
import { FIT, GraphTools } from './GraphTools';
import { neighbour } from './neighbour';

/** Below this, names can't be read. */
const READABLE = 0.22;

const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { flow: FlowEdge };

/** From this many cards on, they move less. */
const MANY_CARDS = 60;

/** From this many nodes on, parallel branches that look alike are drawn as one at first. */
const BIG = 40;

/** Which bundles are drawn as one: all or none of them, as somebody said or by the size of the graph, but for those that were opened. */
interface Folding {
  all?: boolean;
  opened: ReadonlySet<string>;
}

interface Props {
  graph: Graph;
  /** Without it, a workflow that nobody runs. */
  states?: NodeStates;
  clock?: Clock;
  selected?: string | undefined;
  onSelect?: (id: string | undefined) => void;
  /** Whether there is something to follow. */
  live?: boolean;
  className?: string;
}

/**
 * A workflow as a graph. Where everything stands depends on the definition alone; how it is doing comes from `states`, past React,
 * so that events do not draw the graph anew.
 */
export const WorkflowGraph = memo(function WorkflowGraph(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
});

const NOBODY = new NodeStates();
const ANY_TIME = new ViewClock();
const nothing = () => undefined;

function Drawing({
  graph,
  states: given,
  clock = ANY_TIME,
  selected,
  onSelect = nothing,
  live = false,
  className,
}: Props) {
  const { t } = useTranslation();
  const states = given ?? NOBODY;
  const plain = given === undefined;
  const bundles = useMemo(() => bundlesOf(graph), [graph]);
  const [folding, setFolding] = useState<Folding>({ opened: new Set() });
  const folds = folding.all ?? graph.nodes.length >= BIG;
  const closed = useMemo(
    () => (folds ? bundles.filter((bundle) => !folding.opened.has(bundle.id)) : []),
    [folds, bundles, folding],
  );
  const drawn = useMemo(() => drawnOf(graph, closed), [graph, closed]);
  const labels = useMemo(() => {
    const words = {
      default: t('graph.edge.default'),
      error: t('graph.edge.error'),
      timeout: t('graph.edge.timeout'),
    };
    return new Map(
      drawn.graph.edges.flatMap((edge) => {
        const label = labelOf(edge, words);
        return label === undefined ? [] : [[edge.id, label] as const];
      }),
    );
  }, [drawn, t]);
  // Down where the place is narrow; decided once, so that a divider that is dragged moves nothing.
  const [direction, setDirection] = useState<Direction>();
  const box = useRef<HTMLDivElement>(null);
  const many = drawn.graph.nodes.length >= MANY_CARDS;
  useBeat(box, many && live);
  const frame = useCallback((element: HTMLDivElement | null) => {
    box.current = element;
    if (element)
      setDirection(
        (before) => before ?? (element.clientWidth < Math.max(640, element.clientHeight) ? 'down' : 'right'),
      );
  }, []);
  const { placed, failed } = usePlaced(drawn.graph, direction, labels);
  const expand = useCallback((id: string) => {
    setFolding((before) => ({ ...before, opened: new Set([...before.opened, id]) }));
  }, []);
  const scene = useMemo<Scene | undefined>(
    () =>
      placed && direction && placed.of === drawn.graph
        ? {
            graph,
            drawn,
            placed: placed.placed,
            labels: placed.labels,
            direction,
            states,
            clock,
            plain,
            expand,
          }
        : undefined,
    [placed, graph, drawn, direction, states, clock, plain, expand],
  );
  useEffect(() => {
    states.select(selected);
  }, [states, selected]);

  return (
    <div ref={frame} className={cn(className, many && 'flow-many')} data-graph={scene ? 'placed' : 'placing'}>
      {scene ? (
        <SceneContext value={scene}>
          <Canvas scene={scene} onSelect={onSelect}>
            <GraphTools
              live={live}
              collapsible={bundles.length}
              collapsed={closed.length > 0}
              onCollapse={(collapse) => setFolding({ all: collapse, opened: new Set() })}
            />
            <GraphSearch
              onFind={(id) => {
                const home = drawn.home(id);
                if (home !== id) expand(home);
                onSelect(id);
              }}
            />
          </Canvas>
        </SceneContext>
      ) : (
        <p
          role={failed ? 'alert' : 'status'}
          className="flex h-full items-center justify-center p-6 text-sm text-ink-faint"
        >
          {failed ? t('graph.failed') : graph.nodes.length === 0 ? t('graph.empty') : t('graph.placing')}
        </p>
      )}
    </div>
  );
}

const BEAT = 200;

/** What moves in a large graph moves to this, see graph.css. */
function useBeat(box: React.RefObject<HTMLElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    return ticker.subscribe(() => {
      const beat = String(Math.floor(ticker.now() / BEAT) % 3);
      if (box.current && box.current.dataset['beat'] !== beat) box.current.dataset['beat'] = beat;
    });
  }, [box, on]);
}

function Canvas({
  scene,
  onSelect,
  children,
}: {
  scene: Scene;
  onSelect: (id: string | undefined) => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const { nodes, edges } = useMemo(() => flowOf(scene), [scene]);
  const select = useCallback<NodeMouseHandler>(
    (_, node) => {
      if (!scene.drawn.bundles.has(node.id)) onSelect(node.id);
    },
    [scene, onSelect],
  );
  const byKey = (event: KeyboardEvent) => {
    const card = (event.target as Element).closest('.react-flow__node');
    const id = card?.getAttribute('data-id');
    if (!id || event.target !== card) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (scene.drawn.bundles.has(id)) scene.expand(id);
      else onSelect(id);
    } else if (event.key === 'Escape') {
      onSelect(undefined);
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      const next = neighbour(scene.drawn.graph, scene.placed, id, event.key, scene.direction);
      if (next) event.currentTarget.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
    }
  };
  return (
    // Arrow keys go along the edges; the cards themselves take the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="size-full" onKeyDown={byKey}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodeClick={select}
        onPaneClick={() => onSelect(undefined)}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable
        edgesFocusable={false}
        onlyRenderVisibleElements={nodes.length > 150}
        minZoom={0.04}
        maxZoom={1.6}
        fitView
        fitViewOptions={FIT}
        onInit={(flow) => begin(flow, scene)}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        attributionPosition="top-right"
        aria-label={t('graph.label')}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} color="var(--line)" />
        {nodes.length > 25 && (
          <MiniMap
            className="flow-minimap max-sm:hidden!"
            nodeComponent={MiniNode}
            pannable
            zoomable
            ariaLabel={t('graph.minimap')}
            style={{ width: 168, height: 104 }}
          />
        )}
        {children}
      </ReactFlow>
    </div>
  );
}

/** Where all of it would be too small to read: what runs, or the beginning. */
function begin(flow: ReactFlowInstance, { drawn, placed, states }: Scene): void {
  if (flow.getZoom() >= READABLE) return;
  const running = Object.entries(states.all()).findLast(([, view]) => view?.status === 'running')?.[0];
  const box = placed.nodes.get(drawn.home(running ?? drawn.graph.nodes[0]?.id ?? ''));
  if (box) void flow.setCenter(box.x + box.width, box.y + box.height / 2, { zoom: 0.7 });
}

function flowOf(scene: Scene): { nodes: Node[]; edges: Edge[] } {
  const name = (id: string) => scene.drawn.graph.byId.get(id)?.name ?? id;
  return {
    nodes: scene.drawn.graph.nodes.flatMap(({ id }) => {
      const box = scene.placed.nodes.get(id);
      return box
        ? [
            {
              id,
              type: 'card',
              position: { x: box.x, y: box.y },
              width: box.width,
              height: box.height,
              data: {},
              ariaLabel: name(id),
              ariaRole: 'button',
            },
          ]
        : [];
    }),
    edges: scene.drawn.graph.edges.map(({ id, from, to }) => ({
      id,
      source: from,
      target: to,
      type: 'flow',
    })),
  };
}

interface Result {
  of: Graph;
  placed: Placed;
  labels: ReadonlyMap<string, string>;
}

function usePlaced(graph: Graph, direction: Direction | undefined, labels: ReadonlyMap<string, string>) {
  const [placed, setPlaced] = useState<Result>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!direction || graph.nodes.length === 0) return;
    let wanted = true;
    place(graph, direction, labels).then(
      (result) => {
        if (wanted) {
          setFailed(false);
          setPlaced({ of: graph, placed: result, labels });
        }
      },
      () => {
        if (wanted) setFailed(true);
      },
    );
    return () => {
      wanted = false;
    };
  }, [graph, direction, labels]);
  return { placed, failed };
}
