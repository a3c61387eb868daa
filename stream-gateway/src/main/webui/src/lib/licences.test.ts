import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What may be handed out with us; anything else is thought about first. */
const ALLOWED = ['Apache-2.0', 'BSD-3-Clause', 'EPL-2.0', 'ISC', 'MIT', '0BSD'];

interface Package {
  license?: string;
  dev?: boolean;
}

/** Of several the one that suits may be chosen. */
const isAllowed = (licence = 'none'): boolean => licence.split(' OR ').some((one) => ALLOWED.includes(one));

test('every package of the pages has a licence that is allowed', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
  const shipped = Object.entries(lock.packages).filter(([place, { dev }]) => place !== '' && !dev);

  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(([, { license }]) => !isAllowed(license))).toEqual([]);
});
