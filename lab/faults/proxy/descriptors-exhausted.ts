import { connect, type Socket } from 'node:net'
import { port } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'callers keep so many connections to payments open that it has no descriptors left',
  process: proxy => proxy === 'payments' ? { openFiles: 120 } : {},
  traffic: [{ path: '/slow/200' }],
  // Between the samples, since no admin interface answers meanwhile.
  during: async ({ mesh, application, restartApplication, wait }) => {
    await wait(6)
    const sockets: Socket[] = []
    for (let n = 0; n < 200; n += 1) sockets.push(connect(port, mesh.addresses.payments).on('error', () => undefined))
    await wait(1)
    // Its open connections go on; only new ones need descriptors.
    await application.stop()
    await restartApplication()
    await wait(5)
    for (const socket of sockets) socket.destroy()
  },
  seconds: 17,
  expect: { cause: { rule: 'proxy/descriptors-exhausted', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
