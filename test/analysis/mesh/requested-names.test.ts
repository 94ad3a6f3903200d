import assert from 'node:assert/strict'
import { listMissingNames, listUnlistedServices } from '../../../src/analysis/mesh/requested-names.ts'
import { Absent } from '../../../src/evidence/absent.ts'
import type { VirtualNode } from '../../../src/evidence/mesh/records.ts'
import type { LogGroup } from '../../../src/evidence/schema.ts'

const front = { name: 'front', backends: [{ serviceName: 'Colors.shop.local' }] } as unknown as VirtualNode
const service = (name: string, targets: unknown): object => ({ name, targets })
const within = (...services: readonly object[]): VirtualNode => Object.assign(front, { mesh: { services } })
const asked = (...authorities: readonly string[]): LogGroup[] => authorities.map(authority => ({ authority }) as LogGroup)

describe('listUnlistedServices', () => {
  const mesh = (): VirtualNode => within(service('payments.shop.local', []), service('colors.shop.local', []), service('front.shop.local', [front]))
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['one that is not listed, with a port and in capitals', ['PAYMENTS.shop.local:8080', 'payments.shop.local'], ['payments.shop.local']],
    ['a backend', ['colors.shop.local:8080'], []],
    ['its own service', ['front.shop.local'], []],
    ['no service of the mesh', ['example.com', '10.0.0.7:80', '-', '', '[::1]:80'], []],
  ]
  for (const [name, authorities, expected] of cases) it(name, () => assert.deepEqual(listUnlistedServices(mesh(), asked(...authorities)), expected))
  it('is not known where nothing tells whom the service leads to', () => {
    const absent = new Absent('mesh', 'the router was not given')
    assert.throws(() => listUnlistedServices(within(service('payments.shop.local', absent)), asked('payments.shop.local')), absent)
  })
})

describe('listMissingNames', () => {
  it('names that no virtual service has', () =>
    assert.deepEqual(listMissingNames(within(service('colors.shop.local', [])), asked('color.shop.local:80', 'colors.shop.local', '10.0.0.7', 'Color.shop.local')), ['color.shop.local']))
})
