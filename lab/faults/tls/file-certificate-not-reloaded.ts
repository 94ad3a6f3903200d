import { dirname } from 'node:path'
import { useTls } from '../../app-mesh/pair-tls.ts'
import { issue, makeAuthority, writeCertificates } from '../../certificates.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the certificate of payments ends in five days; a new file at its path changes nothing',
  configure: mesh => useTls(mesh, { validity: 'expiring' }),
  before: async ({ mesh, proxies }) => {
    const ca = await makeAuthority('Shop Root CA, renewed')
    await writeCertificates(dirname(proxies.payments.accessLog), { 'shop-ca': ca }, { payments: await issue(ca, Object.keys(mesh.leaves)) })
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/file-certificate-not-reloaded', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
