import assert from 'node:assert/strict'
import type { Report } from '../../src/engine/report.ts'
import { renderTable } from '../../src/report/formats/table.ts'
import type { ReportOptions } from '../../src/report/reporter.ts'
import { displayWidth } from '../../src/report/text/width.ts'
import {
  aFinding, allClearReport, aReport, aTarget, causeOf, hostileReport, nobodyReport, oneSampleReport, partlyReachedReport, samples, sanMismatchReport,
  sixtyFindingsReport, twoCausesReport,
} from './samples.ts'

const print = (report: Report, changes: Partial<ReportOptions> = {}): string =>
  renderTable(report, { width: 80, color: false, all: false, verbose: false, ...changes })
const linesOf = (text: string): string[] => text.split('\n')
/** The line on which a label of the first cause stands, without the margin. */
const labelled = (text: string, label: string): string => new RegExp(`^ {2}${label} +(.*)$`, 'm').exec(text)?.[1] ?? ''

describe('table', () => {
  it('says who, when and what first, then the cause, and coverage last', () => {
    const text = print(sanMismatchReport)
    const order = [
      'checkout, payments · 2 samples 10 s apart, 2026-11-20 11:02:17Z · Envoy 1.29.12', 'App Mesh "shop", control plane ended',
      'CRITICAL  checkout → payments: every connection fails.', 'tls/upstream-san-mismatch · certain', '  saw ', '  why ', '  do ', '  check ', '  also ', '  not ',
      'WARNING   payments: 1 certificate ends in 12 days', 'To look at', '131 checks clear', 'kubectl get meshes',
    ]
    const places = order.map(part => text.indexOf(part))
    assert.ok(places.every(place => place >= 0), JSON.stringify(order.filter((_, i) => places[i] === -1)))
    assert.deepEqual(places, places.toSorted((a, b) => a - b))
  })

  it('warns before anything is done that a frozen proxy must not be restarted', () => {
    assert.match(print(sanMismatchReport), /^Frozen, do not restart: checkout, payments/m)
    assert.doesNotMatch(print(twoCausesReport), /Frozen/)
  })

  it('puts numbers in one column, each with its seconds and what it is a part of', () => {
    const lines = linesOf(print(sanMismatchReport))
    const growth = lines.find(line => line.includes('ssl.fail_verify_san')) ?? ''
    const requests = lines.find(line => line.includes('503 URX,UF')) ?? ''
    assert.match(growth, /\+212 in 10 s, of 212$/)
    assert.match(requests, / 212 of 214$/)
    assert.equal(growth.indexOf('212'), requests.indexOf('212'))
  })

  it('names the proxy that each number was read from', () => {
    assert.match(print(sanMismatchReport), /payments {2}presents/)
    assert.match(print(sanMismatchReport), /checkout {2}trusts/)
  })

  it('paints severity and the differing part, nothing else; without colour the words are the same', () => {
    const painted = print(sanMismatchReport, { color: true })
    const colours = painted.split('\u001b[').slice(1).map(part => part.replace(/^([0-9;]*)m(.*)$/s, '$1')).filter(code => code !== '0')
    assert.deepEqual(colours, ['1;31', '1;35', '33'])
    assert.ok(painted.includes('payments\u001b[1;35m-v2\u001b[0m.shop.local'))
    assert.equal(painted.replaceAll(/\u001b\[[0-9;]*m/g, ''), print(sanMismatchReport))  
  })

  it('shows the first cause in 24 lines however much it has to tell', () => {
    const long = Array.from({ length: 60 }, (_, index) => `Sentence ${index} of a rule that goes on and on.`).join(' ')
    const evidence = Array.from({ length: 40 }, (_, index) => ({ source: 'incident/checkout/stats', name: `stat_${index}`, value: index }))
    const finding = aFinding('long', { message: long, why: long, fix: long, verify: long, evidence })
    const report = aReport({ findings: [finding], causes: [causeOf(finding, { rejected: evidence.map(line => ({ rule: line.name, because: 'no' })) })] })
    const lines = linesOf(print(report))
    const end = lines.indexOf('', lines.indexOf('', lines.findIndex(line => line.startsWith('ERROR'))) + 1)
    assert.ok(end <= 24, `${end} lines`)
    for (const label of ['saw', 'why', 'do', 'check', 'not']) assert.notEqual(labelled(lines.join('\n'), label), '', label)
    assert.ok(lines.slice(0, end).some(line => line.endsWith('… (--all)')))
    const everything = print(report, { all: true })
    assert.ok(everything.includes('stat_39') && everything.replaceAll(/\s+/g, ' ').includes('Sentence 59 of a rule that goes on and on.'))
  })

  it('tells a second cause in a few lines, with its first number and its first step', () => {
    const text = print(twoCausesReport)
    const second = text.slice(text.indexOf('ERROR '), text.indexOf('140 checks'))
    assert.ok(linesOf(second).length <= 7, second)
    assert.match(second, /update_rejected {2}\+3 in 10 s/)
    assert.match(second, /do {6}Remove the filter/)
  })

  it('folds many findings of one rule; --all shows each', () => {
    const text = print(sixtyFindingsReport)
    assert.ok(linesOf(text).length < 40)
    assert.match(text, /7 more like it/)
    assert.match(text, /and 31 more of this rule: orders-9/)
    assert.match(text, /and 19 more of this rule/)
    const all = print(sixtyFindingsReport, { all: true })
    for (let index = 0; index < 60; index++) assert.match(all, new RegExp(`orders-${index}\\b`))
  })

  it('never says healthy', () => {
    for (const [name, sample] of Object.entries(samples)) assert.doesNotMatch(print(sample, { all: true }), /healthy|no problems|all good/i, name)
  })

  it('says that nothing was found only of what was checked, and what was not', () => {
    const text = print(oneSampleReport)
    assert.match(text, /^No fault found in what was checked\. 25 checks could not be made/m)
    assert.match(text, /2 rules \(24 checks\) need a second sample/)
    assert.match(text, /40 name mismatches towards payments since start/)
    assert.match(text, /11:02:17Z \(file time, uncertain\)/)
  })

  it('says what was proven where all is clear', () => {
    const text = print(allClearReport)
    assert.match(text, /No fault found in what was checked\.\n/)
    assert.match(text, /312 requests, 0 failed/)
    assert.match(text, /both ends encrypt and verify\. \(tls\/verified\)/)
    assert.doesNotMatch(text, /INFO/)
  })

  it('says of nobody reached who, why, and what to try', () => {
    const text = print(nobodyReport)
    assert.match(text, /^No answer from any of 3 targets: nothing is known/)
    assert.match(text, /checkout .*10\.0\.3\.17:9901: connection refused/)
    assert.match(text, /admin\.sock +permission denied/)
    assert.match(text, /kubectl port-forward/)
    assert.doesNotMatch(text, /No fault found/)
  })

  it('names who gave no answer while others did, and places that could not be read', () => {
    const text = print(partlyReachedReport)
    assert.match(text, /2\s+targets of 3 gave no answer/)
    assert.match(text, /payments .*no answer within 5 s/)
    assert.match(text, /notes\.txt .*no line of it is known/)
    assert.match(text, /certs:812/)
    assert.match(text, /state PRE_INITIALIZING, not LIVE/)
  })

  it('says which evidence is missing with a command, the one that opens most rules first', () => {
    const [first, second] = print(sanMismatchReport).split('run again):\n')[1]?.match(/^ +\d+ rules? .*needs? .*$/gm) ?? []
    assert.match(first ?? '', /3 rules \(21 checks\) need App Mesh resources/)
    assert.match(second ?? '', /2 rules \(10 checks\) need Envoy process log for payments/)
    assert.match(print(partlyReachedReport), /--interval 60/)
  })

  it('asks a live proxy by its own address', () => {
    const live = aReport({
      targets: [aTarget('checkout', { source: 'http://10.0.0.7:9901/' })],
      unchecked: [{ rule: 'a/b', lack: 'certs', reason: 'no', targets: ['mesh/shop/virtualNode/checkout'], count: 1 }],
    })
    assert.match(print(live), /curl -s http:\/\/10\.0\.0\.7:9901\/certs/)
    const hostile = { ...live, targets: [aTarget('checkout', { source: 'http://x/;rm -rf ~' })] }
    assert.match(print(hostile), /curl -s localhost:9901\/certs/)
  })

  it('says when the proxies were not read at one moment', () => {
    const report = aReport({ targets: [aTarget('checkout', { at: '2026-11-20T08:02:17Z' }), aTarget('payments')] })
    assert.match(print(report), /Not of one moment: checkout was read 3 h before payments/)
  })

  it('puts the names in front that a message leaves out', () => {
    const tell = (label: string, message: string): string => {
      const finding = aFinding('x', { label, message })
      return print(aReport({ findings: [finding], causes: [causeOf(finding)] }))
    }
    assert.match(tell('payments', 'all fail'), /ERROR {5}checkout, payments: all fail/)
    assert.match(tell('payments', 'checkout cannot reach payments'), /ERROR {5}checkout cannot reach payments/)
    assert.match(tell('checkout → payments', 'all fail'), /ERROR {5}checkout → payments: all fail/)
    assert.match(tell('', 'all fail on checkout-v2'), /ERROR {5}checkout: all fail on checkout-v2/)
  })

  for (const width of [60, 80, 100, 160]) {
    it(`fits ${width} columns; only commands to copy may be longer`, () => {
      for (const [name, sample] of Object.entries(samples)) {
        for (const line of linesOf(print(sample, { width }))) {
          if (!/curl|kubectl|aws |meshmedic|--interval/.test(line)) assert.ok(displayWidth(line) <= width, `${name}: ${line}`)
        }
      }
    })
  }

  it('shows with -v where each number comes from and what Envoy calls the subject', () => {
    const text = print(sanMismatchReport, { verbose: true })
    assert.match(text, /from incident\/checkout\/stats\.2/)
    assert.match(text, /subject cds_egress_shop_payments_http_8080/)
    assert.match(text, /now 20,412/)
    assert.doesNotMatch(print(sanMismatchReport), /cds_egress/)
  })

  it('is quick with hostile names', () => {
    const start = process.hrtime.bigint()
    print(hostileReport, { all: true })
    assert.ok(process.hrtime.bigint() - start < 2_000_000_000n)
  })
})
