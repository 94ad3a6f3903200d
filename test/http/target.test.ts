import assert from 'node:assert/strict'
import { looksLikeTarget, parseTarget } from '../../src/http/target.ts'

describe('targets', () => {
  const cases: readonly (readonly [string, { name: string, basePath?: string, socketPath?: string }])[] = [
    ['http://127.0.0.1:9901', { name: 'http://127.0.0.1:9901' }],
    ['HTTP://127.0.0.1:9901/', { name: 'http://127.0.0.1:9901' }],
    ['http://127.0.0.1:9901/stats?usedonly', { name: 'http://127.0.0.1:9901' }],
    ['https://k8s.local/api/v1/namespaces/a/pods/b:9901/proxy/', { name: 'https://k8s.local/api/v1/namespaces/a/pods/b:9901/proxy', basePath: '/api/v1/namespaces/a/pods/b:9901/proxy' }],
    ['http://[::1]:9901', { name: 'http://[::1]:9901' }],
    ['unix:/tmp/admin.sock', { name: 'unix:/tmp/admin.sock', socketPath: '/tmp/admin.sock' }],
    ['unix:///tmp/admin.sock', { name: 'unix:/tmp/admin.sock', socketPath: '/tmp/admin.sock' }],
  ]
  for (const [text, expected] of cases) {
    it(text, () => {
      const { name, basePath, socketPath } = parseTarget(text)
      assert.deepEqual({ name, basePath, socketPath }, { basePath: '', socketPath: undefined, ...expected })
      assert.ok(looksLikeTarget(text))
    })
  }

  it('keeps credentials out of the name', () => {
    const target = parseTarget('http://admin:p%40ss@10.0.0.7:9901')
    assert.equal(target.name, 'http://10.0.0.7:9901')
    assert.equal(target.authorization, `Basic ${Buffer.from('admin:p@ss').toString('base64')}`)
  })

  for (const text of ['ftp://x', 'unix:relative.sock', 'http://', 'http://a b', 'http://[::1', 'tcp://1.2.3.4:9901']) {
    it(`refuses ${text} in three parts`, () => {
      assert.throws(() => parseTarget(text), (error: { name: string, why: string, tryThis: string }) => error.name === 'UsageError' && error.why !== '' && error.tryThis !== '')
    })
  }
})
