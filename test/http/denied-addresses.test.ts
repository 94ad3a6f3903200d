import assert from 'node:assert/strict'
import { denyAddress } from '../../src/http/denied-addresses.ts'
import { defaultLimits, openDoor } from '../../src/http/door.ts'
import { parseTarget } from '../../src/http/target.ts'
import { createSpool } from '../../src/snapshot/spool.ts'

describe('addresses that are never connected to', () => {
  for (const address of ['169.254.169.254', '169.254.170.2', '0.0.0.0', '224.0.0.1', '255.255.255.255', '100.100.100.200', 'fe80::1', 'fe80::1%eth0', '::', 'ff02::1', 'fd00:ec2::254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '[fe80::1]']) {
    it(`denies ${address}`, () => assert.notEqual(denyAddress(address), undefined))
  }
  for (const address of ['127.0.0.1', '10.0.0.1', '::1', 'fd00::1', '100.64.0.1', '::ffff:10.0.0.1', 'envoy.shop.local']) {
    it(`lets ${address} be`, () => assert.equal(denyAddress(address), undefined))
  }

  it('asks of a name at the moment it is connected to, and of an address at once', async () => {
    const spool = createSpool()
    const asked: string[] = []
    const limits = { ...defaultLimits, denyAddress: (address: string) => { asked.push(address); return 'denied here' } }
    for (const url of ['http://localhost:1', 'http://127.0.0.1:1']) {
      const door = await openDoor(parseTarget(url), spool, limits)
      const { failure } = await door.get('/server_info')
      assert.equal(failure?.reason, 'refused')
      assert.match(failure.message, /denied here: such addresses are not connected to/)
      await door.close()
    }
    assert.ok(asked.includes('127.0.0.1'))
    await spool.close()
  })
})
