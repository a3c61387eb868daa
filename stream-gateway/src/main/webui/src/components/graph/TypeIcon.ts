import {
  BellRing,
  Box,
  Braces,
  CircleDot,
  Globe,
  Layers,
  type LucideIcon,
  MessageSquareText,
  OctagonX,
  Repeat,
  Send,
  Split,
  Timer,
  Workflow,
} from 'lucide-react';
import { createElement } from 'react';
import { BUNDLE } from './branches';

const ICONS: Record<string, LucideIcon> = {
  noop: CircleDot,
  set: Braces,
  http: Globe,
  emit: Send,
  switch: Split,
  for: Repeat,
  wait: Timer,
  signal: BellRing,
  workflow: Workflow,
  log: MessageSquareText,
  fail: OctagonX,
  [BUNDLE]: Layers,
};

/** The icon of a type; those of somebody's own have one for all. */
export const TypeIcon = ({ type, className }: { type: string; className?: string }) =>
  createElement(ICONS[type] ?? Box, {
    'aria-hidden': true,
    ...(className === undefined ? {} : { className }),
  });
