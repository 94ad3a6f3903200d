import assert from 'node:assert/strict'
import type { Message } from '../../src/notify/notice.ts'
import { tellChanges, type ToTell } from '../../src/notify/tell-changes.ts'
import type { SeenFinding, StoredFinding } from '../../src/store/store.ts'
import { decideChanges } from '../../src/sweep/judge/decide-changes.ts'
import { samples } from '../report/samples.ts'
import { seen } from '../store/sample.ts'
import { aReceiver } from './sample.ts'

const webhook = aReceiver({ kind: 'webhook', url: 'http://x', secret: undefined })
const report = samples['san-mismatch'] ?? assert.fail('no sample')
const hour = 3600_000

const stored = (name: string, changes: Partial<StoredFinding> = {}): StoredFinding => ({ ...seen(name), scope: 'prod', state: 'open', firstSeen: 1, lastSeen: 2, resolvedAt: undefined, firstRun: 1, changedIn: 1, returns: 0, told: 'error', ...changes })

function tell(before: readonly StoredFinding[], now: readonly SeenFinding[], changes: Partial<ToTell> = {}) {
  const input: ToTell = { findings: before, targets: [], run: 7, recent: new Map(), sweep: 'prod', ended: 10 * hour, seen: now, changes: decideChanges(before, now, () => 'resolved'), muted: new Set(), report, ...changes }
  return tellChanges(input, [webhook])
}
const kindsOf = (told: ReturnType<typeof tell>): string[] => told.outbox.map(item => JSON.parse(item.body) as Message).map(message => message.what === 'notice' ? `${message.notice.kind} ${message.notice.cause.fingerprint}` : message.what)

describe('what is told after a run', () => {
  const cases: readonly { name: string, before?: readonly StoredFinding[], now: readonly SeenFinding[], changes?: Partial<ToTell>, told: string[] }[] = [
    { name: 'a new cause', now: [seen('a')], told: ['opened a'] },
    { name: 'nothing, where all is as it was told', before: [stored('a')], now: [seen('a')], told: [] },
    { name: 'worse', before: [stored('a')], now: [seen('a', { severity: 'critical' })], told: ['worsened a'] },
    { name: 'nothing where it got better', before: [stored('a')], now: [seen('a', { severity: 'warning' })], told: [] },
    { name: 'resolved', before: [stored('a')], now: [], told: ['resolved a'] },
    { name: 'nothing of what was resolved and never told', before: [stored('a', { told: '' })], now: [], told: [] },
    { name: 'back after it was resolved', before: [stored('a', { state: 'resolved', told: 'closed' })], now: [seen('a')], told: ['opened a'] },
    { name: 'one message for a cause and what it explains', now: [seen('a'), seen('b', { cause: 'a' }), seen('c', { cause: 'a' })], told: ['opened a'] },
    { name: 'nothing of a new symptom of a known cause', before: [stored('a')], now: [seen('a'), seen('b', { cause: 'a' })], told: [] },
    { name: 'a symptom that outlives its cause', before: [stored('a'), stored('b', { told: '', cause: 'a' })], now: [seen('b')], told: ['opened b', 'resolved a'] },
    { name: 'nothing of what is suppressed', now: [], changes: { muted: new Set(['a']) }, before: [stored('a')], told: [] },
    { name: 'nothing while it flaps', before: [stored('a')], now: [], changes: { recent: new Map([['a', [{ kind: 'opened', at: 9.9 * hour }, { kind: 'resolved', at: 9.8 * hour }, { kind: 'opened', at: 9.7 * hour }]]]) }, told: [] },
    { name: 'what it is, once it is calm: closed', before: [stored('a', { state: 'resolved' })], now: [], changes: { recent: new Map([['a', [{ kind: 'resolved', at: 8.5 * hour }, { kind: 'opened', at: 8.4 * hour }, { kind: 'resolved', at: 8.3 * hour }, { kind: 'opened', at: 8.2 * hour }]]]) }, told: ['resolved a'] },
  ]
  for (const { name, before = [], now, changes = {}, told } of cases) it(name, () => assert.deepEqual(kindsOf(tell(before, now, changes)), told))

  it('carries what the cause explains, counted', () => {
    const { outbox: [item] } = tell([], [seen('a'), ...Array.from({ length: 30 }, (_, i) => seen(`s${i}`, { cause: 'a' }))])
    const message = JSON.parse(item?.body ?? '') as Extract<Message, { what: 'notice' }>
    assert.deepEqual([message.notice.findings.length, message.notice.count], [20, 30])
  })

  it('has a key that is the same for the same change, and another for another', () => {
    const key = (run: number) => tell([], [seen('a')], { run }).outbox[0]?.key
    assert.equal(key(7), key(7))
    assert.notEqual(key(7), key(8))
  })

  it('is kept from receivers that do not want it', () => {
    const receivers = [aReceiver({ kind: 'slack', url: 'x' }, { name: 'critical only', minSeverity: 'critical' }), aReceiver({ kind: 'slack', url: 'x' }, { name: 'resolved only', kinds: new Set(['resolved']) }), webhook]
    const input: ToTell = { findings: [], targets: [], run: 7, recent: new Map(), sweep: 'prod', ended: 1, seen: [seen('a')], changes: decideChanges([], [seen('a')], () => 'gone'), muted: new Set(), report }
    assert.deepEqual(tellChanges(input, receivers).outbox.map(item => item.receiver), ['ops'])
  })

  it('to people is at most 20 messages of a run, and a last one that counts the rest', () => {
    const many = Array.from({ length: 60 }, (_, i) => seen(`a${i}`))
    const input: ToTell = { findings: [], targets: [], run: 7, recent: new Map(), sweep: 'prod', ended: 1, seen: many, changes: decideChanges([], many, () => 'gone'), muted: new Set(), report }
    const bodies = tellChanges(input, [aReceiver({ kind: 'slack', url: 'x' })]).outbox.map(item => JSON.parse(item.body) as Message)
    assert.deepEqual([bodies.length, bodies.at(-1)], [21, { what: 'more', sweep: 'prod', run: 7, at: '1970-01-01T00:00:00.001Z', count: 40 }])
    assert.equal(tellChanges(input, [webhook]).outbox.length, 60)
  })

  it('to Alertmanager is all that is open after each run, with what ended', () => {
    const alertmanager = aReceiver({ kind: 'alertmanager', url: 'x', labels: {}, hold: 60 })
    const before = [stored('a'), stored('b')]
    const input: ToTell = { findings: before, targets: [], run: 7, recent: new Map(), sweep: 'prod', ended: 1, seen: [seen('a')], changes: decideChanges(before, [seen('a')], () => 'resolved'), muted: new Set(), report }
    const [item, ...more] = tellChanges(input, [alertmanager]).outbox
    const message = JSON.parse(item?.body ?? '') as Extract<Message, { what: 'state' }>
    assert.deepEqual([message.firing.map(n => n.cause.fingerprint), message.resolved.map(n => n.cause.fingerprint), more], [['a'], ['b'], []])
    assert.deepEqual(tellChanges({ ...input, findings: [], seen: [], changes: [] }, [alertmanager]).outbox, [])
  })
})
