import assert from 'node:assert/strict'
import { renderLogTable } from '../../../src/report/logs/table.ts'
import { displayWidth } from '../../../src/report/text/width.ts'
import { access, countText, lines } from '../../logs/count-text.ts'

const screen = (inputs: readonly string[], options: Parameters<typeof countText>[1] = {}, width = 80, color = false): string =>
  renderLogTable(countText(inputs, options), { width, color, all: false })

const failing = lines(
  ...Array.from({ length: 30 }, (_, i) => access({ seconds: i, code: i < 20 ? 200 : 503, flags: i < 20 ? '-' : 'URX,UF', path: `/orders/${i}?q=1`, duration: i })),
  access({ agent: 'Envoy/HC' }),
)

describe('logs: the screen', () => {
  it('says span, share with its denominator, failures with meaning and rule, latency, and the time they came', () => {
    assert.equal(screen([failing]), `${[
      'a · 2026-11-20 11:00:00Z to 11:00:29Z, 29 s · Envoy\'s default format',
      '',
      '10 of 30 requests failed (33 %); 1.0 per s; 1 health check not counted',
      '',
      'Failures',
      '      10  503  URX,UF  GET /orders/*  orders.shop.local → 10.0.0.7:8080',
      '          Envoy could not open a connection to the upstream, TLS handshake',
      '          included. connectivity/upstream-connect-failure',
      '',
      '             Latency in ms      requests  failed  p50  p90  p99  max',
      '  authority  orders.shop.local        30      10   14   26   29   29',
      '  upstream   10.0.0.7:8080            30      10   14   26   29   29',
      '',
      'Errors per second; most at 11:00:20: 1 of 1 requests (100 %)',
      '  ····················██████████',
      '  11:00:00              11:00:30',
    ].join('\n')}\n`)
  })

  it('never says that all is well, only what was seen', () => {
    assert.match(screen([lines(access(), access())]), /No failed request among 2/)
    assert.match(screen(['']), /The input is empty/)
    assert.match(screen(['what is this\n']), /No request among 1 line\.[^]*Not read, of 1 line: 1 line of no known form\n {2}a:1 {2}what is this/)
  })

  it('no line is wider than the terminal, at any width', () => {
    const long = lines(...Array.from({ length: 8 }, (_, i) => access({ code: 503, flags: 'URX,UF', authority: `${'very-long-name.'.repeat(6)}${i}.shop.local`, path: `/${'segment/'.repeat(20)}${i}x`, upstream: `[fd00::${i}:ffff:ffff:ffff:ffff]:8080` })),
      '[2026-11-20 11:02:03.120][17][warning][config] [x.h:152] StreamAggregatedResources gRPC config stream to ads closed: 14, upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
      'x'.repeat(400))
    for (const width of [60, 80, 120, 160]) {
      for (const options of [{}, { samples: 2 }, { by: ['authority', 'path', 'upstream'], interval: 60_000 }]) {
        for (const line of screen([long], options, width).split('\n')) assert.ok(displayWidth(line) <= width, `${width}: ${line}`)
      }
    }
  })

  it('colour marks how bad it is, and nothing else; without it no escape is printed', () => {
    assert.ok(!screen([failing]).includes('\x1b'))
    const coloured = screen([failing], {}, 80, true)
    assert.equal(coloured, screen([failing]).replace('10 of 30 requests failed (33 %)', '\x1b[31m10 of 30 requests failed (33 %)\x1b[0m'))
  })

  it('names of a proxy cannot write to the terminal', () => {
    assert.ok(!/[\x1b\u202e\x07]/.test(screen([lines(access({ code: 503, flags: 'UF', authority: 'a\x1b[2Jb\u202e', path: '/\x07x' }), '\x1b]0;title\x07')], { samples: 2 })))
  })

  it('weighty events of the process log stand out of the ordinary ones', () => {
    const line = (text: string): string => `[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] ${text}`
    const shown = screen([lines(line('initializing epoch 0 (base id=0)'), line('starting main dispatch loop'), line('something else'), line('Caught Segmentation fault, suspect faulting address 0x0'))])
    assert.match(shown, /4 process lines, 2026-11-20 11:02:03Z to 2026-11-20 11:02:03Z\n {7}1 {2}crash {2}Caught Segmentation fault/)
    assert.match(shown, / {2}ordinary: 1 start, 1 main loop began\n {2}the rest by level: 1 info/)
  })
})
