import { describe, expect, it } from 'vitest';
import en from './en.json';
import ru from './ru.json';

const PLURAL = /_(zero|one|two|few|many|other)$/;

const keys = (texts: object, path = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keys(value, `${path}${key}.`) : [`${path}${key}`],
  );

const named = (texts: object): string[] =>
  [...new Set(keys(texts).map((key) => key.replace(PLURAL, '')))].sort();

describe('the texts', () => {
  it('say the same things in English and in Russian', () => {
    expect(named(ru)).toEqual(named(en));
  });
});
