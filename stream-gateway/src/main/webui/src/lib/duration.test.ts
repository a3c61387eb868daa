import { describe, expect, it } from 'vitest';
import { formatDuration } from './duration';

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [840.4, '840 ms'],
    [999.6, '1.0 s'],
    [2449, '2.4 s'],
    [59_999, '59.9 s'],
    [60_000, '1 m 00 s'],
    [185_000, '3 m 05 s'],
    [7_440_000, '2 h 04 m'],
    [273_600_000, '3 d 4 h'],
  ])('of %d ms reads %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});
