import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ViewClock } from '../../lib/clock';
import { type Score, type Speed, lengthOf, positionAt, scoreOf, timeAt } from './playback';
import type { Run } from './run';

export interface Travel {
  /** The event that is shown; undefined: now. */
  at: number | undefined;
  playing: boolean;
  speed: Speed;
  go: (at: number | undefined) => void;
  play: () => void;
  pause: () => void;
  setSpeed: (speed: Speed) => void;
}

interface Journey extends Omit<Travel, 'play'> {
  setAt: (at: number) => void;
  setPlaying: (playing: boolean) => void;
}

/** The place goes into the address when it has stood still so long: browsers limit how often that may change. */
const SETTLED = 300;

/** Where in its history an execution is shown; the address says it, so that a link leads there. */
export function useTravel(): Journey {
  const [params, setParams] = useSearchParams();
  const [at, setAt] = useState(() => seqIn(params.get('at')));
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const written = useRef(at);
  const inAddress = seqIn(params.get('at'));
  // A link, or the browser's own way back.
  const [seen, setSeen] = useState(inAddress);
  if (inAddress !== seen) {
    setSeen(inAddress);
    setAt(inAddress);
  }
  useEffect(() => {
    if (playing || at === written.current) return;
    const timer = setTimeout(() => {
      written.current = at;
      setSeen(at);
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (at === undefined) next.delete('at');
          else next.set('at', String(at));
          return next;
        },
        { replace: true },
      );
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [at, playing, setParams]);
  const go = useCallback((next: number | undefined) => {
    setPlaying(false);
    setAt(next);
  }, []);
  const pause = useCallback(() => setPlaying(false), []);
  return { at, playing, speed, go, pause, setSpeed, setAt, setPlaying };
}

/** Plays the log: by the times of its events, long gaps shortened. Returns what begins it. */
export function usePlayback(run: Run, clock: ViewClock, travel: Journey): () => void {
  const { log } = run;
  const { at, playing, speed, setAt: show, setPlaying } = travel;
  const count = at === undefined && !playing ? 0 : log.entries.length;
  const score = useMemo<Score>(
    () => scoreOf(count === 0 ? [] : log.entries.map((entry) => entry.event.timestamp)),
    [log, count],
  );
  const offset = useRef(0);
  const latest = useRef({ score, speed });
  useEffect(() => {
    latest.current = { score, speed };
  });
  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const { score: here, speed: pace } = latest.current;
      offset.current = Math.min(offset.current + (now - before) * pace, lengthOf(here));
      before = now;
      clock.hold(timeAt(here, offset.current));
      show(log.firstSeq + positionAt(here, offset.current));
      if (offset.current >= lengthOf(here)) setPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, clock, log, show, setPlaying]);
  return useCallback(() => {
    const from = at === undefined || at >= log.lastSeq ? log.firstSeq : at;
    const times = scoreOf(log.entries.map((entry) => entry.event.timestamp));
    offset.current = times.offsets[from - log.firstSeq] ?? 0;
    latest.current.score = times;
    show(from);
    setPlaying(true);
  }, [at, log, show, setPlaying]);
}

function seqIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
