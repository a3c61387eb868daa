import { describe, expect, it } from 'vitest';
import { lengthOf, positionAt, scoreOf, timeAt } from './playback';

describe('a replay', () => {
  const score = scoreOf([1_000, 1_100, 61_100, 61_200], 1_500);

  it('goes by the times of the events, but shortens long gaps', () => {
    expect(score.offsets).toEqual([0, 0, 100, 1_600, 1_700]);
    expect(lengthOf(score)).toBe(1_700);
  });

  it.each([
    [0, 1],
    [99, 1],
    [100, 2],
    [1_599, 2],
    [1_600, 3],
    [5_000, 4],
  ])('at %d ms is at event %d', (offset, position) => {
    expect(positionAt(score, offset)).toBe(position);
  });

  it('lets the clock pass quicker where a gap is shortened', () => {
    expect(timeAt(score, 50)).toBe(1_050);
    expect(timeAt(score, 850)).toBe(31_100);
    expect(timeAt(score, 99_999)).toBe(61_200);
  });

  it('never goes back, though two executors’ clocks may differ', () => {
    const uneven = scoreOf([100, 90, 120]);
    expect(uneven.times).toEqual([100, 100, 100, 120]);
    expect(uneven.offsets).toEqual([0, 0, 0, 20]);
  });

  it('of nothing has no length', () => {
    expect(lengthOf(scoreOf([]))).toBe(0);
    expect(positionAt(scoreOf([]), 10)).toBe(0);
  });
});
