import { Panel, useReactFlow } from '@xyflow/react';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../../lib/cn';
import { StatusIcon } from '../StatusBadge';
import { useScene } from './context';
import { TypeIcon } from './TypeIcon';

const SHOWN = 8;

/** Finds a node by name, id or type, and goes there. `/` puts the focus here. */
export function GraphSearch({ onFind }: { onFind: (id: string) => void }) {
  const { t } = useTranslation();
  const { graph, drawn, placed, states } = useScene();
  const flow = useReactFlow();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useSlash(field);
  const wanted = text.trim().toLowerCase();
  const found =
    wanted === ''
      ? []
      : graph.nodes
          .filter((node) =>
            [node.name, node.id, node.type].some((part) => part.toLowerCase().includes(wanted)),
          )
          .slice(0, SHOWN);
  const go = (id: string) => {
    onFind(id);
    const box = placed.nodes.get(drawn.home(id));
    if (box) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: 1, duration: 250 });
    setOpen(false);
  };
  return (
    <Panel position="top-left" className="w-56 max-w-[calc(100%-2rem)]">
      <div className="relative">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
        <input
          ref={field}
          role="combobox"
          aria-expanded={open && found.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
          aria-label={t('graph.search')}
          placeholder={t('graph.search')}
          className="h-8 w-full rounded-lg border bg-surface pr-2 pl-8 text-sm shadow-raised placeholder:text-ink-faint"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            const here = found[at];
            if (event.key === 'Enter' && here) go(here.id);
            else if (event.key === 'Escape') {
              setText('');
              setOpen(false);
              field.current?.blur();
            } else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else return;
            event.preventDefault();
          }}
        />
      </div>
      {open && wanted !== '' && (
        <ul
          id={list}
          role="listbox"
          aria-label={t('graph.search')}
          className="mt-1 overflow-hidden rounded-lg border bg-raised py-1 shadow-raised"
        >
          {found.length === 0 && <li className="px-3 py-1.5 text-sm text-ink-faint">{t('graph.none')}</li>}
          {found.map((node, index) => {
            return (
              // The keys are the field's, as a combobox has it.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <li
                key={node.id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => go(node.id)}
                className={cn(
                  'flex cursor-pointer items-center gap-2 px-3 py-1.5 text-sm',
                  index === at && 'bg-accent-ground',
                )}
              >
                <TypeIcon type={node.type} className="size-4 shrink-0 text-ink-faint" />
                <span className="truncate">{node.name}</span>
                <StatusIcon
                  status={states.get(node.id)?.status ?? 'pending'}
                  className="ml-auto size-3.5 text-ink-faint"
                />
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function useSlash(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing = (event.target as Element | null)?.closest?.(
        'input, textarea, select, [contenteditable="true"]',
      );
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, [field]);
}
