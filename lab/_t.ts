import { startPair } from './pair.ts'
import { Closing } from './closing.ts'
import { startFlow } from './servers/traffic.ts'
const closing = new Closing()
const c = new AbortController()
try {
const pair = await startPair({ scenario: { title: 't', expect: { never: [] } }, binary: process.env.HOME + '/.cache/meshmedic/envoy/'+(process.argv[2]??'1.40.0')+'/envoy', transport: (process.argv[3]??'google_grpc') as never, folder: '/tmp/lab-t', closing, signal: c.signal })
const f = startFlow({ address: pair.mesh.addresses.checkout, port: 8080 }, { host: 'payments.shop.local' })
await pair.wait(Number(process.argv[4] ?? 4))
console.log(f.counts, pair.managementServer.rejections)
f.stop()
} catch (e) { console.log(e) } finally { await closing.close() }
