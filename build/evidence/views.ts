import type { Answer, ProxySnapshot, Snapshot } from '../../src/snapshot/snapshot.ts'
import type { EvidenceKind } from '../../src/evidence/kinds.ts'
import { holdBytes } from './open-fixture.ts'
import { toPrometheus } from './to-prometheus.ts'

/** A part of the evidence: what somebody who could not get everything has at hand. */
export interface View {
  name: string
  /** `alone`: one kind of evidence and nothing else; `without`: all but one. */
  group: 'alone' | 'without' | 'fewer'
  take: (snapshot: Snapshot) => Snapshot | Promise<Snapshot>
}

const kinds = ['stats', 'config_dump', 'clusters', 'listeners', 'certs', 'server_info', 'access_log', 'process_log'] as const satisfies readonly EvidenceKind[]
/** No lab recorded these: only examples of rules have them. */
const elsewhere = ['agent_status', 'admin_log', 'mesh', 'quota'] as const satisfies readonly EvidenceKind[]

const words: Readonly<Record<typeof kinds[number] | typeof elsewhere[number], string>> = {
  stats: 'two samples of /stats', config_dump: '/config_dump', clusters: '/clusters', listeners: '/listeners', certs: '/certs', server_info: '/server_info',
  access_log: 'the access log', process_log: 'the process log', agent_status: "the Agent's /status", admin_log: 'the admin access log',
  mesh: 'App Mesh resources', quota: 'quotas',
}

/** Every way in which evidence is taken away; of each kind alone, what remains detectable is told in docs/detectable.md. */
export const views: readonly View[] = [
  ...[...kinds, ...elsewhere].map((kind): View => ({ name: words[kind], group: 'alone', take: snapshot => keepAnswers(snapshot, answer => answer.kind === kind) })),
  { name: 'one sample of /stats', group: 'alone', take: snapshot => keepAnswers(lastSample(snapshot), answer => answer.kind === 'stats') },
  { name: 'two scrapes of /stats/prometheus', group: 'alone', take: onlyPrometheus },
  { name: 'both logs', group: 'alone', take: snapshot => keepAnswers(snapshot, answer => answer.kind === 'access_log' || answer.kind === 'process_log') },
  ...kinds.map((kind): View => ({ name: `all but ${words[kind]}`, group: 'without', take: snapshot => keepAnswers(snapshot, answer => answer.kind !== kind) })),
  { name: 'all but the logs', group: 'without', take: snapshot => keepAnswers(snapshot, answer => answer.kind !== 'access_log' && answer.kind !== 'process_log') },
  { name: 'all, but one sample', group: 'fewer', take: lastSample },
  { name: 'the first proxy alone', group: 'fewer', take: snapshot => ({ ...snapshot, proxies: snapshot.proxies.slice(0, 1) }) },
  { name: 'the last proxy alone', group: 'fewer', take: snapshot => ({ ...snapshot, proxies: snapshot.proxies.slice(-1) }) },
]

function mapProxies(snapshot: Snapshot, change: (proxy: ProxySnapshot) => readonly Answer[]): Snapshot {
  return { ...snapshot, proxies: snapshot.proxies.map(proxy => ({ ...proxy, answers: change(proxy) })) }
}

function keepAnswers(snapshot: Snapshot, keep: (answer: Answer) => boolean): Snapshot {
  return mapProxies(snapshot, ({ answers }) => answers.filter(keep))
}

/** The fixtures name their samples in the order in which they were taken. */
function lastSample(snapshot: Snapshot): Snapshot {
  return mapProxies(snapshot, ({ answers }) => {
    const last = answers.filter(answer => answer.kind === 'stats').map(answer => answer.source).sort().at(-1)
    return answers.filter(answer => answer.kind !== 'stats' || answer.source === last)
  })
}

async function onlyPrometheus(snapshot: Snapshot): Promise<Snapshot> {
  const proxies: ProxySnapshot[] = []
  for (const proxy of snapshot.proxies) {
    const answers: Answer[] = []
    for (const answer of proxy.answers.filter(({ kind }) => kind === 'stats')) {
      const chunks: Uint8Array[] = []
      for await (const chunk of answer.open()) chunks.push(chunk)
      answers.push(holdBytes(answer, Buffer.from(toPrometheus(Buffer.concat(chunks).toString('utf8')))))
    }
    proxies.push({ ...proxy, answers })
  }
  return { ...snapshot, proxies }
}
