import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the admin interface of payments listens on every address, as App Mesh images have it',
  adminAddress: '0.0.0.0',
  expect: { cause: { rule: 'proxy/admin-exposed', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
