import type { Cause, Finding, Report, ReportTarget } from '../../src/engine/report.ts'

/** Reports as the engine would give them, for tests of every format. */

const mesh = { provider: 'app-mesh', mesh: 'shop', envoyVersion: '1.29.12', controlPlane: 'ended', frozen: true, state: 'LIVE' }
const given = ['stats', 'config_dump', 'certs', 'server_info']

export function aTarget(label: string, changes: Partial<ReportTarget> = {}): ReportTarget {
  return {
    id: `mesh/shop/virtualNode/${label}`,
    label,
    kind: 'envoy',
    source: `incident/${label}`,
    at: '2026-11-20T11:02:17Z',
    clock: 'recorded',
    samples: 2,
    seconds: 10,
    given,
    ...mesh,
    ...changes,
  }
}

export function aFinding(id: string, changes: Partial<Finding> = {}): Finding {
  return {
    id,
    rule: 'connectivity/upstream-connect-failure',
    severity: 'error',
    target: 'mesh/shop/virtualNode/checkout',
    subject: 'cds_egress_shop_orders_http_8080',
    label: 'orders',
    title: 'Connections to an upstream fail',
    message: 'checkout → orders: 40 of 1,000 connections fail, the port refuses them.',
    why: 'Nothing listens on the port that the mesh names.',
    fix: 'Start orders on port 8080, or correct the listener of the virtual node.',
    verify: "`curl -s localhost:9901/stats | grep orders.*connect_fail` stops growing",
    confidence: 'certain',
    evidence: [{ source: 'incident/checkout/stats', name: 'upstream_cx_connect_fail', value: 412, growth: 40, seconds: 10, of: 1000 }],
    fingerprint: `fp-${id}`,
    docs: 'https://example.test/rules/connectivity/upstream-connect-failure',
    ...changes,
  }
}

export function aReport(changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'meshmedic', version: '0.1.0' },
    at: '2026-11-20T11:02:17Z',
    targets: [aTarget('checkout'), aTarget('payments')],
    causes: [],
    findings: [],
    leads: [],
    unchecked: [],
    notApplicable: [],
    coverage: { clear: 131, findings: 0, unchecked: 0, notApplicable: 14, ratio: 1 },
    problems: [],
    proven: [],
    ...changes,
  }
}

export function causeOf(finding: Finding, changes: Partial<Cause> = {}): Cause {
  return { rule: finding.rule, target: finding.target, subject: finding.subject, findings: [finding.id], explains: [], rejected: [], ...changes }
}

const sanMismatch = aFinding('f1', {
  rule: 'tls/upstream-san-mismatch',
  severity: 'critical',
  subject: 'cds_egress_shop_payments_http_8080',
  label: 'payments',
  title: 'The server\'s certificate carries no name that this client trusts',
  message: 'checkout → payments: every connection fails. The certificate of payments does not carry a name that checkout trusts.',
  why: 'The client ends the handshake when no presented name matches its list, so no request is ever sent; retries only repeat it.',
  fix: 'Give payments a certificate that carries payments.shop.local, where payments reads its file: `/keys/payments_cert.pem`. '
    + 'A restart is needed to load it, and a proxy that restarts now waits for ever for App Mesh: see `meshmedic explain control-plane/app-mesh-ended`.',
  verify: "`curl -s localhost:9901/stats | grep 'payments.*fail_verify_san'` stops growing",
  evidence: [
    { source: 'incident/checkout/stats.2', name: 'ssl.fail_verify_san', value: 20_412, growth: 212, seconds: 10, of: 212 },
    { source: 'incident/checkout/access.log', name: '503 URX,UF', value: 212, of: 214 },
    { source: 'incident/payments/certs', name: 'presents', value: 'payments«-v2».shop.local until 2027-01-04' },
    { source: 'incident/checkout/config_dump.json', name: 'trusts', value: 'payments.shop.local' },
  ],
})

const connectFailure = aFinding('f2', {
  severity: 'critical', label: 'payments', subject: 'cds_egress_shop_payments_http_8080', message: 'checkout → payments: 212 of 212 connections fail.',
})
const retryStorm = aFinding('f3', {
  rule: 'connectivity/retry-storm', severity: 'error', label: 'payments', message: 'checkout → payments: 3 attempts for each request.',
})
const frozenCertificate = aFinding('f4', {
  rule: 'tls/frozen-acm-certificate',
  severity: 'warning',
  target: 'mesh/shop/virtualNode/payments',
  subject: 'cds_ingress_shop_payments_http_8080',
  label: '',
  message: 'payments: 1 certificate ends in 12 days; nothing can renew it.',
  confidence: 'certain',
  evidence: [{ source: 'incident/payments/certs', name: 'ends', value: '2026-12-02T09:00:00Z' }],
})

const unchecked = [
  ...['mesh/backend-not-declared', 'mesh/router-weights', 'mesh/orphan'].map(rule => ({
    rule, lack: 'mesh', reason: 'no App Mesh resources were given', targets: ['mesh/shop/virtualNode/checkout', 'mesh/shop/virtualNode/payments'], count: 7,
  })),
  ...['control-plane/grpc-internal', 'proxy/segfault'].map(rule => ({
    rule, lack: 'process_log', reason: 'no Envoy process log was given', targets: ['mesh/shop/virtualNode/payments'], count: 5,
  })),
  { rule: 'traffic/response-5xx', lack: 'traffic', reason: 'no traffic in 10 s', targets: ['mesh/shop/virtualNode/payments'], count: 7 },
]

/** One cause that stops all traffic, what it explains, a warning beside it. */
export const sanMismatchReport = aReport({
  findings: [sanMismatch, connectFailure, retryStorm, frozenCertificate],
  causes: [
    causeOf(sanMismatch, {
      explains: ['f2', 'f3'],
      rejected: [{ rule: 'tls/untrusted-ca', because: 'the chain verifies against the bundle of checkout' }],
    }),
    causeOf(frozenCertificate),
  ],
  leads: [{ rule: 'connectivity/connect-timeout', target: 'mesh/shop/virtualNode/checkout', subject: 'orders', message: '40 connect timeouts to orders since start, 47 h ago' }],
  unchecked,
  notApplicable: [{ rule: 'service-connect/drain', reason: 'no proxy of Service Connect' }],
  coverage: { clear: 131, findings: 4, unchecked: 38, notApplicable: 14, ratio: 0.78 },
})

const updateRejected = aFinding('f5', {
  rule: 'control-plane/update-rejected',
  severity: 'error',
  target: 'mesh/shop/virtualNode/payments',
  subject: 'lds',
  label: 'listener updates',
  message: 'payments rejects its listener updates and keeps an old configuration.',
  why: 'A listener names a filter that this Envoy does not have.',
  fix: 'Remove the filter from the listener:\n  filters:\n    - name: envoy.filters.network.http_connection_manager\nThe proxy takes the next update by itself.',
  verify: 'curl -s localhost:9901/stats | grep lds.update_rejected',
  confidence: 'likely',
  evidence: [{ source: 'incident/payments/stats', name: 'listener_manager.lds.update_rejected', value: 9, growth: 3, seconds: 10 }],
})

/** Two causes that have nothing to do with each other. */
export const twoCausesReport = aReport({
  targets: [aTarget('checkout', { frozen: false, controlPlane: 'connected' }), aTarget('payments', { frozen: false, controlPlane: 'connected' })],
  findings: [sanMismatch, updateRejected],
  causes: [causeOf(sanMismatch), causeOf(updateRejected)],
  coverage: { clear: 140, findings: 2, unchecked: 0, notApplicable: 14, ratio: 1 },
})

/** One sample only: counters prove nothing. */
export const oneSampleReport = aReport({
  targets: [without(aTarget('checkout', { samples: 1, frozen: false, controlPlane: 'connected', clock: 'mtime' }), 'seconds')],
  unchecked: [
    { rule: 'connectivity/upstream-connect-failure', lack: 'second sample', reason: 'one sample', targets: ['mesh/shop/virtualNode/checkout'], count: 12 },
    { rule: 'tls/upstream-san-mismatch', lack: 'second sample', reason: 'one sample', targets: ['mesh/shop/virtualNode/checkout'], count: 12 },
    { rule: 'tls/certificate-expired', lack: 'certs', reason: 'no /certs was given', targets: ['mesh/shop/virtualNode/checkout'], count: 1 },
  ],
  leads: [{ rule: 'tls/upstream-san-mismatch', target: 'mesh/shop/virtualNode/checkout', subject: 'payments', message: '40 name mismatches towards payments since start, 47 h ago' }],
  coverage: { clear: 31, findings: 0, unchecked: 25, notApplicable: 3, ratio: 31 / 56 },
})

const verified = aFinding('f6', {
  rule: 'tls/verified', severity: 'info', label: 'payments', message: 'checkout → payments: both ends encrypt and verify.', why: '', fix: '', verify: '',
  evidence: [{ source: 'incident/checkout/stats', name: 'ssl.handshake', value: 900, growth: 12, seconds: 10 }],
})

/** Everything that applies was checked and is clear. */
export const allClearReport = aReport({
  targets: [aTarget('checkout', { frozen: false, controlPlane: 'connected' }), aTarget('payments', { frozen: false, controlPlane: 'connected' })],
  findings: [verified],
  causes: [causeOf(verified)],
  coverage: { clear: 187, findings: 1, unchecked: 0, notApplicable: 14, ratio: 1 },
  proven: ['312 requests, 0 failed'],
})

function anUnreachable(label: string, source: string, unreachable: string): ReportTarget {
  const target = { ...aTarget(label), id: source, source, kind: 'unreachable' as const, at: null, clock: 'none' as const, samples: 0, given: [], unreachable }
  return without(target, 'envoyVersion', 'provider', 'mesh', 'controlPlane', 'frozen', 'state', 'seconds')
}

function without(target: ReportTarget, ...keys: (keyof ReportTarget)[]): ReportTarget {
  return Object.fromEntries(Object.entries(target).filter(([key]) => !keys.includes(key as keyof ReportTarget))) as unknown as ReportTarget
}

export const nobodyReport = aReport({
  at: null,
  targets: [
    anUnreachable('checkout', 'http://10.0.3.17:9901', 'connection refused'),
    anUnreachable('payments', 'http://10.0.3.18:9901', 'no answer within 5 s'),
    anUnreachable('/run/envoy/admin.sock', '/run/envoy/admin.sock', 'permission denied'),
  ],
  coverage: { clear: 0, findings: 0, unchecked: 0, notApplicable: 0, ratio: 0 },
})

/** What a hostile or broken proxy may put into a name. */
export const hostileNames = {
  ansi: 'pay\u001b[2J\u001b[31mments\u001b]0;owned\u0007',
  rtl: 'pay\u202estnem\u202c',
  lines: 'payments\nCRITICAL  nothing is wrong here\r\nroot@host:~# ',
  long: `payments-${'x'.repeat(10_240)}-v2`,
  markdown: '`|**[click](https://evil.test)<img src=x onerror=alert(1)> @everyone |',
  c1: 'pay\u009b31mments\u200b\u2028',
  wide: '支払いサービス決済ゲートウェイ東京リージョン本番環境',
  surrogate: 'pay\ud800ments',
}

const hostileFindings = Object.entries(hostileNames).map(([key, name], index) => aFinding(`h-${key}`, {
  severity: index < 3 ? 'critical' : 'error',
  target: `target-${key}`,
  subject: name,
  label: name,
  message: `${name}: every connection to ${name} fails.`,
  why: `Because of ${name}.`,
  fix: `Rename ${name}.`,
  verify: `curl -s localhost:9901/stats | grep ${name}`,
  evidence: [{ source: `incident/${name}/stats`, name, value: name }, { source: `incident/${name}/stats`, name, value: 5, growth: 5, seconds: 10, of: 5 }],
}))

export const hostileReport = aReport({
  targets: Object.entries(hostileNames).map(([key, name]) => aTarget(name, { id: `target-${key}`, source: `incident/${name}` })),
  findings: hostileFindings,
  causes: hostileFindings.map(finding => causeOf(finding, { rejected: [{ rule: 'tls/untrusted-ca', because: finding.label }] })),
  leads: hostileFindings.map(finding => ({ rule: finding.rule, target: finding.target, subject: finding.subject, message: finding.message })),
  problems: Object.values(hostileNames).map(name => ({ source: name, line: 3, message: name })),
  unchecked: Object.entries(hostileNames).map(([key, name]) => ({ rule: 'a/b', lack: 'mesh', reason: name, targets: [`target-${key}`], count: 1 })),
  notApplicable: [{ rule: 'a/c', reason: hostileNames.ansi }],
  proven: Object.values(hostileNames),
  coverage: { clear: 1, findings: 8, unchecked: 8, notApplicable: 1, ratio: 0.5 },
})

const sixty = Array.from({ length: 60 }, (_, index) => aFinding(`m${index}`, {
  severity: index < 10 ? 'critical' : index < 25 ? 'error' : 'warning',
  target: `mesh/shop/virtualNode/shop-${index % 7}`,
  label: `orders-${index}`,
  message: `${index + 3} of 1,000 connections to orders-${index} fail: the port refuses them.`,
  evidence: [{ source: `incident/shop-${index % 7}/stats`, name: 'upstream_cx_connect_fail', value: index + 3, growth: index + 3, seconds: 10, of: 1000 }],
}))

export const sixtyFindingsReport = aReport({
  targets: Array.from({ length: 7 }, (_, index) => aTarget(`shop-${index}`, { frozen: false, controlPlane: 'connected', samples: index === 0 ? 1 : 2 })),
  findings: sixty,
  causes: [
    causeOf(sixty[0] ?? sanMismatch, { findings: sixty.slice(0, 8).map(finding => finding.id) }),
    ...sixty.slice(8, 40).map(finding => causeOf(finding)),
  ],
  coverage: { clear: 1200, findings: 60, unchecked: 0, notApplicable: 14, ratio: 1 },
})

/** A target that answered, one that did not, and something that is no evidence. */
export const partlyReachedReport = aReport({
  targets: [
    aTarget('checkout', { frozen: false, controlPlane: 'connected', source: 'http://localhost:9901', state: 'PRE_INITIALIZING' }),
    anUnreachable('payments', 'http://10.0.3.18:9901', 'no answer within 5 s'),
    { ...anUnreachable('notes.txt', 'incident/notes.txt', ''), kind: 'unknown', unreachable: 'no line of it is known' },
  ],
  problems: [{ source: 'http://localhost:9901/certs', line: 812, message: 'the answer ends in the middle of a string; 41 certificates were read' }],
  unchecked,
  coverage: { clear: 90, findings: 0, unchecked: 38, notApplicable: 2, ratio: 90 / 128 },
})

export const samples: Readonly<Record<string, Report>> = {
  'san-mismatch': sanMismatchReport,
  'two-causes': twoCausesReport,
  'one-sample': oneSampleReport,
  'all-clear': allClearReport,
  nobody: nobodyReport,
  hostile: hostileReport,
  'sixty-findings': sixtyFindingsReport,
  'partly-reached': partlyReachedReport,
}
