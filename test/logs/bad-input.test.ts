import assert from 'node:assert/strict'
import fc from 'fast-check'
import { access, countText, lines } from './count-text.ts'

const bad = access({ code: 503, flags: 'UF' })
const good = access()
const process = '[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] starting main dispatch loop'

describe('logs: odd input', () => {
  it('an empty input is said to be empty', () => {
    const report = countText([''])
    assert.deepEqual([report.requests, report.span, report.inputs[0]?.lines, report.series], [0, null, 0, null])
  })

  it('a last line without an end counts', () => assert.equal(countText([`${good}\n${bad}`]).requests, 2))

  it('a line that the input cuts off is named, not counted', () => {
    const report = countText([`${good}\n${bad.slice(0, 60)}`])
    assert.deepEqual([report.requests, report.unread.damaged, report.unread.samples[0]?.line, report.problems.map(({ line }) => line)], [1, 1, 2, [2]])
  })

  it('truncated lines in the middle cost only themselves', () => {
    const report = countText([lines(good, bad.slice(0, 60), good, bad)])
    assert.deepEqual([report.requests, report.errors, report.unread.damaged, report.unread.samples[0]?.line], [3, 1, 1, 2])
  })

  it('lines of more than 1 MiB are counted and skipped', () => {
    const report = countText([`${good}\n${'x'.repeat(3 << 20)}\n${bad}\n`], { step: 65_536 })
    assert.deepEqual([report.requests, report.unread.tooLong, report.inputs[0]?.lines], [2, 1, 3])
  })

  it('CRLF', () => assert.deepEqual(countText([`${good}\r\n${bad}\r\n`]).failures.map(({ code, upstream }) => [code, upstream]), [[503, '10.0.0.7:8080']]))

  it('binary, NUL bytes and invalid UTF-8 are of no known form and lose nothing', () => {
    const noise = Uint8Array.of(0, 1, 2, 255, 254, 10, 0, 0, 0, 10)
    const report = countText([Buffer.concat([Buffer.from(`${good}\n`), noise, Buffer.from(`${bad}\n`)])])
    assert.deepEqual([report.requests, report.errors, report.unread.unknown], [2, 1, 2])
  })

  it('invalid UTF-8 in a name shows as the replacement character', () => {
    const line = Buffer.from(`${access({ code: 503, flags: 'UF', authority: 'shop@' })}\n`)
    line[line.indexOf(64)] = 255
    assert.equal(countText([line]).failures[0]?.authority, 'shop\ufffd')
  })

  it('formats are told apart within one input, and counted each', () => {
    const json = JSON.stringify({ start_time: '2026-11-20T11:00:05.000Z', response_code: 503, response_flags: 'UF', authority: 'a', duration: 3, method: 'GET', path: '/' })
    const report = countText([lines(good, json, good, process, json, json, bad)])
    assert.deepEqual(report.inputs[0]?.formats, { "Envoy's default format": 3, 'JSON lines': 3 })
    assert.deepEqual([report.requests, report.errors, report.process?.lines], [6, 4, 1])
  })

  it('a clock that goes backwards is said, and changes no count', () => {
    const report = countText([lines(access({ seconds: 4_000 }), access({ seconds: 0 }), access({ seconds: 4_001 }))])
    assert.deepEqual([report.requests, report.backwards, report.span?.seconds], [3, 1, 4_001])
  })

  it('a format that was given and fits nothing is named', () => {
    const [problem] = countText([lines(good, bad)], { formats: ['%RESPONSE_CODE%|%DURATION%'] }).problems
    assert.deepEqual(problem, { source: '--format', line: null, message: "the format given fits none of 2 access-log lines; they were read as Envoy's default format" })
  })

  it('any cut into chunks gives the same report', () => {
    const text = lines(good, bad, process, bad.slice(0, 50), '{"a":1}', `${good}\r`, `2026-11-20T11:00:01.5Z stdout F ${bad}`)
    const whole = countText([text], { samples: 2 })
    fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), step => assert.deepEqual(countText([text], { samples: 2, step }), whole)), { numRuns: 60 })
  })

  it('any bytes are read without a throw, and every line is accounted for', () => {
    const piece = fc.oneof(fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)), fc.constantFrom(good, bad, process, '', '{"log":"', '  - x').map(text => Buffer.from(`${text}\n`)))
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const report = countText([Buffer.concat(pieces)])
      const [input] = report.inputs
      assert.ok(input !== undefined && input.access + input.process + input.unread <= input.lines)
      assert.equal(report.failures.reduce((sum, failure) => sum + failure.requests, report.moreFailures.requests), report.errors)
    }), { numRuns: 200 })
  })
})
