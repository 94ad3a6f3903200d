import { CollectError } from '../../src/errors.ts'
import { parseManifest } from '../../src/snapshot/bundle/manifest.ts'
import { sayCount } from '../outcome.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const isCounts = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.values(value).every(count => typeof count === 'number')

const whole = {
  schemaVersion: 1, tool: { name: 'meshmedic', version: '0.1.0' }, createdAt: '2026-11-20T11:02:17.000Z', problems: [{ source: 'a', message: 'b', line: 1 }],
  proxies: [{ name: 'a', live: true, unreachable: { reason: 'refused', message: 'x' }, clockOffsetSeconds: -1, answers: [{ kind: 'stats', source: 'http://a/stats', query: '/stats', readAt: '2026-11-20T11:02:17.000Z', readAtFrom: 'recorded', file: 'a/stats', bytes: 5, sha256: 'ab' }] }],
  redaction: { applied: true, addresses: false, replaced: { jwt: 1 }, files: { 'a/stats': { jwt: 1 } } }, reductions: [{ file: 'a/x', what: 'node.extensions', bytes: 5 }],
}

export const manifest: Target = {
  name: 'manifest', inputs: 500_000,
  words: ['"schemaVersion":', '"tool":{"name":"meshmedic"}', '"proxies":[', '"answers":[', '"redaction":', '"reductions":[', '"files":', '"failure":{"reason":"cut","message":"x"}', 'null'],
  seeds: () => toBytes([JSON.stringify(whole), JSON.stringify(whole, null, 1), JSON.stringify({ ...whole, schemaVersion: 99 }), JSON.stringify({ ...whole, redaction: null, reductions: [null] })]),
  run: input => {
    try {
      const { proxies, redaction, reductions, problems } = parseManifest(new TextDecoder().decode(input), 'bundle')
      demand(typeof redaction.applied === 'boolean' && typeof redaction.addresses === 'boolean', 'whether a bundle was redacted is neither true nor false')
      demand(isCounts(redaction.replaced) && Object.values(redaction.files).every(isCounts), 'what was redacted is no count')
      demand(reductions.every(item => typeof (item as unknown) === 'object' && (item as unknown) !== null && typeof item.file === 'string' && typeof item.what === 'string' && typeof item.bytes === 'number'), 'what was left out is in no known form')
      return `${sayCount(proxies.length)} ${sayCount(proxies.flatMap(proxy => proxy.answers).length)} ${sayCount(problems.length)} ${sayCount(reductions.length)}`
    } catch (error) {
      if (!(error instanceof CollectError)) throw error
      return error.why.slice(0, 60)
    }
  },
}
