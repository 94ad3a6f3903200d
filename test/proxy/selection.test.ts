import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Absent } from '../../src/evidence/absent.ts'
import { everything, matchesAny, selectRows, type Selection, type Traits } from '../../src/proxy/selection.ts'

describe('selection of rows', () => {
  for (const [name, patterns, expected] of [
    ['cds_egress_shop_payments_http_8080', ['payments'], true],
    ['cds_egress_shop_payments_http_8080', ['PAYMENTS'], true],
    ['cds_egress_shop_payments_http_8080', ['orders', 'pay'], true],
    ['cds_egress_shop_payments_http_8080', ['orders'], false],
    ['cluster.a.ssl.handshake', ['cluster.*.handshake'], true],
    ['cluster.a.ssl.handshake', ['cluster.*.shake*'], false],
    ['cluster.a.ssl.handshake', ['*ssl*'], true],
    ['aba', ['ab*ba'], false],
    ['abba', ['ab*ba'], true],
    ['a.b', ['a?b'], false],
  ] as [string, string[], boolean][]) {
    it(`${name} ${expected ? 'is' : 'is not'} matched by ${patterns.join(', ')}`, () => assert.equal(matchesAny(name, patterns), expected))
  }

  it('a glob means what the regular expression with .* for * means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 })
    fc.assert(fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 }), (name, glob) => {
      fc.pre(glob.includes('*'))
      const pattern = new RegExp(`^${glob.replaceAll('.', '\\.').replace(/\*+/g, '.*')}$`, 's')
      assert.equal(matchesAny(name, [glob]), pattern.test(name))
    }))
  })

  it('a hostile glob on a hostile name takes no time', () => {
    const started = performance.now()
    assert.equal(matchesAny('a'.repeat(100_000), [`${'*a'.repeat(2000)}b`]), false)
    assert.ok(performance.now() - started < 2000)
  })

  const unknown = new Absent('config_dump', 'no config_dump given')
  for (const [what, traits, selection, kept, undecided] of [
    ['no filter lets all pass', { names: ['x'] }, {}, 1, 0],
    ['another direction', { names: [], direction: 'ingress' }, { direction: 'egress' }, 0, 0],
    ['an unknown direction is no other direction', { names: [], direction: '' }, { direction: 'egress' }, 0, 1],
    ['an unknown port is no other port', { names: [], port: undefined }, { port: 80 }, 0, 1],
    ['an unknown state is told', { names: [], status: unknown }, { status: 'warming' }, 0, 1],
    ['what surely fails is decided all the same', { names: ['x'], port: undefined }, { port: 80, names: ['y'] }, 0, 0],
    ['healthy is not a part of unhealthy', { names: [], status: ['unhealthy'] }, { status: 'healthy' }, 0, 0],
    ['a word of the reason', { names: [], status: ['ejected by outlier detection'] }, { status: 'ejected' }, 1, 0],
  ] as [string, Traits, Partial<Selection>, number, number][]) {
    it(what, () => {
      const table = selectRows([traits], { ...everything, ...selection }, row => row)
      assert.deepEqual([table.rows.length, table.undecided, table.of], [kept, undecided, 1])
    })
  }
})
