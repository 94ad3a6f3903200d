import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { read } from './answers.ts'

const file = (name: string): string => readFileSync(`fixtures/mesh/quotas/${name}.json`, 'utf8')

describe('Service Quotas', () => {
  for (const [name, from, value] of [['applied', 'applied', 100], ['default', 'default', 50], ['renamed', 'default', 50]] as const) {
    it(`${name}: told apart by the account in the ARN`, async () => {
      const { quotas, problems } = await read({ 'q.json': file(name) })
      assert.deepEqual(problems, [])
      assert.equal(quotas.length, 11)
      const envoys = quotas.find(quota => quota.code === 'L-606A910B')
      assert.deepEqual(envoys, { name: 'Connected Envoy processes per virtual node', code: 'L-606A910B', value, from, adjustable: true, source: 'q.json' })
    })
  }
})
