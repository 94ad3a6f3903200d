import type { Notice } from '../../src/notify/notice.ts'
import type { ReceiverConfig, ReceiverSettings } from '../../src/notify/receiver.ts'
import { noticeKinds } from '../../src/notify/notice.ts'

export function aNotice(changes: Partial<Notice> = {}, cause: Partial<Notice['cause']> = {}): Notice {
  return {
    schemaVersion: 1, key: 'prod-7-abc-opened', kind: 'opened', sweep: 'prod', run: 7, at: '2026-11-20T11:02:17.000Z', since: '2026-11-20T11:02:17.000Z',
    cause: { fingerprint: 'abc', rule: 'tls/upstream-san-mismatch', severity: 'critical', endpoint: 'mesh/shop/virtualNode/checkout', label: 'payments', message: 'checkout → payments: «every» connection fails.', title: 'Names differ', fix: 'Correct the names.', verify: '`curl x`', docs: 'docs/rules/tls.md', ...cause },
    findings: [{ fingerprint: 'def', rule: 'connectivity/upstream-connect-failure', severity: 'critical', endpoint: 'mesh/shop/virtualNode/checkout', label: 'payments', message: 'connections fail' }],
    count: 1, ...changes,
  }
}

export function aReceiver(settings: ReceiverSettings, changes: Partial<ReceiverConfig> = {}): ReceiverConfig {
  return { name: 'ops', settings, minSeverity: 'warning', kinds: new Set(noticeKinds), template: undefined, ...changes }
}
