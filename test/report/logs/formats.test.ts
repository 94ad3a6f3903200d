import assert from 'node:assert/strict'
import { renderLogCsv } from '../../../src/report/logs/csv.ts'
import { renderLogJson, renderLogNdjson } from '../../../src/report/logs/json.ts'
import { renderLogMarkdown } from '../../../src/report/logs/markdown.ts'
import type { LogReport } from '../../../src/logs/log-report.ts'
import { access, countText, lines } from '../../logs/count-text.ts'

const process = '[2026-11-20 11:02:03.120][17][warning][config] [x.h:152] StreamAggregatedResources gRPC config stream to ads closed: 14, no healthy upstream'
const text = lines('what is this', access({ code: 503, flags: 'UF' }), access({ duration: 1_234 }), access({ code: 404, flags: 'NR', upstream: '-', seconds: 9 }), process)

/** Rows of CSV text, as RFC 4180 reads it. */
function parseCsv(csv: string): string[][] {
  return csv.split('\r\n').slice(0, -1).map(line => Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g), match => match[1]?.replaceAll('""', '"') ?? match[2] ?? ''))
}

describe('logs: formats', () => {
  it('CSV has one table: failures, groups, or the series', () => {
    assert.deepEqual(parseCsv(renderLogCsv(countText([text]))).map(row => row.slice(0, 5)), [['requests', 'code', 'flags', 'method', 'path'], ['1', '404', 'NR', 'GET', '/pay'], ['1', '503', 'UF', 'GET', '/pay']])
    assert.deepEqual(parseCsv(renderLogCsv(countText([text], { by: ['flags'] })))[0], ['flags', 'requests', 'errors', 'p50_ms', 'p90_ms', 'p99_ms', 'max_ms'])
    assert.deepEqual(parseCsv(renderLogCsv(countText([text], { interval: 60_000 })))[1]?.slice(0, 4), ['2026-11-20T11:00:00.000Z', '60', '3', '2'])
  })

  const hostile: [string, string][] = [
    ['=1+1', "'=1+1"], ['+cmd', "'+cmd"], ['-2', "'-2"], ['@SUM(A1)', "'@SUM(A1)"], [' =x', "' =x"], ['a,b', 'a,b'], ['a""b', 'a""b'], ['\x1b[31m', '\\x1b[31m'], ['a\u202eb', 'a\\u202eb'], ['ordinary', 'ordinary'],
  ]
  for (const [name, shown] of hostile) {
    it(`${JSON.stringify(name)} is no formula, ends no cell, and reaches no terminal`, () => {
      const format = '%RESPONSE_CODE%|%REQ(:AUTHORITY)%\n'
      const report = countText([`503|${name}\n`], { formats: [format], by: ['authority'] })
      assert.equal(report.groups[0]?.rows[0]?.values[0], name)
      const csv = renderLogCsv(report)
      assert.deepEqual(parseCsv(csv)[1]?.slice(0, 3), [shown, '1', '1'])
      for (const output of [csv, renderLogJson(report), renderLogNdjson(report), renderLogMarkdown(report)]) assert.ok(!/[\x1b\u202e]/.test(output))
    })
  }

  it('JSON is the report, and the same input gives the same bytes', () => {
    const report = countText([text], { samples: 1 })
    assert.deepEqual(JSON.parse(renderLogJson(report)) as LogReport, JSON.parse(JSON.stringify(report)))
    assert.equal(report.schemaVersion, 1)
    assert.equal(renderLogJson(report), renderLogJson(countText([text], { samples: 1, step: 7 })))
  })

  it('NDJSON says of each line what it is', () => {
    const objects = renderLogNdjson(countText([text])).trimEnd().split('\n').map(line => JSON.parse(line) as { type: string, requests?: number })
    assert.deepEqual(objects.map(object => object.type), ['summary', 'failure', 'failure', 'authority', 'upstream', 'slice', 'slice', 'event', 'unread'])
    assert.equal(objects[0]?.requests, 3)
    const groups = renderLogNdjson(countText([text], { by: ['flags', 'code'] })).split('\n').filter(line => line.includes('"group"')).map(line => JSON.parse(line) as object)
    assert.deepEqual(groups[0], { type: 'group', flags: '', code: '200', requests: 1, errors: 0, samples: [], p50: 1234, p90: 1234, p99: 1234, max: 1234 })
  })

  it('names end no Markdown cell', () => {
    const report = countText(['503|a|b`c\n'], { formats: ['%RESPONSE_CODE%|%REQ(:AUTHORITY)%\n'], by: ['authority'] })
    const [row] = renderLogMarkdown(report).split('\n').filter(line => line.includes('a\\|b'))
    assert.equal(row?.split(/(?<!\\)\|/).length, 9)
  })
})
