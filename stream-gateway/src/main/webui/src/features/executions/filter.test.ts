import { describe, expect, it } from 'vitest';
import { filterOf, isExecutionId, placeOf, queryOf } from './filter';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const place = (query: string) => placeOf(new URLSearchParams(query));

describe('the address of the list', () => {
  it('says what is shown', () => {
    expect(filterOf(place('status=failed&workflow=order&within=1h'), NOW)).toEqual({
      status: 'failed',
      workflowId: 'order',
      from: NOW - 3_600_000,
    });
    expect(filterOf(place('from=2026-03-01T00:00&to=2026-03-02T00:00'), NOW)).toEqual({
      from: Date.parse('2026-03-01T00:00'),
      to: Date.parse('2026-03-02T00:00'),
    });
  });

  it('is forgiven what makes no sense', () => {
    expect(filterOf(place('status=lost&within=ever&from=yesterday&workflow='), NOW)).toEqual({});
  });

  it('becomes the query of the server', () => {
    expect(queryOf({ status: 'failed', from: NOW }, '1.x', 100)).toBe(
      'limit=100&status=failed&from=2026-03-04T12%3A00%3A00.000Z&cursor=1.x',
    );
  });
});

it('an execution id is known by its form', () => {
  expect(isExecutionId('wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ')).toBe(true);
  expect(isExecutionId('wf_exec_0_')).toBe(false);
});
