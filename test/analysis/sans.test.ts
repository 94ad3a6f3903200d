import assert from 'node:assert/strict'
import { coversName } from '../../src/analysis/sans.ts'

const cases: readonly { names: readonly string[], host: string, covers: boolean }[] = [
  { names: ['pay.shop.local'], host: 'pay.shop.local', covers: true },
  { names: ['other.local', 'Pay.Shop.Local'], host: 'pay.shop.local.', covers: true },
  { names: ['*.shop.local'], host: 'pay.shop.local', covers: true },
  { names: ['*.shop.local'], host: 'a.pay.shop.local', covers: false },
  { names: ['*.shop.local'], host: 'shop.local', covers: false },
  { names: ['*.'], host: 'pay', covers: false },
  { names: ['spiffe://shop/pay'], host: 'pay.shop.local', covers: false },
  { names: [], host: 'pay.shop.local', covers: false },
]

describe('coversName', () => {
  for (const { names, host, covers } of cases) {
    it(`${names.join(', ')} ${covers ? 'stands' : 'does not stand'} for ${host}`, () => assert.equal(coversName(names, host), covers))
  }
})
