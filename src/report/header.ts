import type { Report, ReportTarget } from '../engine/report.ts'
import { labelTarget } from './outline.ts'
import { count, formatMoment, formatSeconds, listSome } from './phrases.ts'

/** Which clock the moment comes from, where a reader should know. */
const clockNotes: Readonly<Record<ReportTarget['clock'], string>> = {
  given: ' (as given)',
  recorded: '',
  server: '',
  log: ' (newest log line)',
  mtime: ' (file time, uncertain)',
  none: '',
}
const noticeableSkewMs = 60_000

/** Who was looked at, when, and what they are: one part for each. Untrusted text, not escaped. */
export function tellWho(report: Report): string[] {
  const envoys = report.targets.filter(target => target.kind === 'envoy')
  const meshes = tellMeshes(report, envoys.length === 0)
  if (envoys.length === 0) return meshes
  return [
    listSome(envoys.map(target => labelTarget(report, target.id)), 4),
    tellSamples(envoys, report.at),
    tellVersions(envoys),
    tellProvider(envoys, report),
    ...meshes,
  ].filter(part => part !== '')
}

/** The meshes whose resources were given; their time only where no Envoy tells one. */
function tellMeshes(report: Report, alone: boolean): string[] {
  const meshes = report.targets.filter(target => target.kind === 'mesh')
  if (meshes.length === 0) return []
  const newest = meshes.find(target => target.at === report.at)
  const named = meshes.filter(target => target.mesh !== undefined)
  const what = named.length === 0 ? 'App Mesh quotas' : `App Mesh resources of ${listSome(named.map(target => labelTarget(report, target.id)), 4)}`
  const when = report.at === null ? 'time unknown' : formatMoment(report.at) + (newest === undefined ? '' : clockNotes[newest.clock])
  return alone ? [what, when] : [what]
}

/** What must be known before anything is done, a sentence each. */
export function tellCautions(report: Report): string[] {
  const envoys = report.targets.filter(target => target.kind === 'envoy')
  const name = (targets: readonly ReportTarget[]): string => listSome(targets.map(target => labelTarget(report, target.id)), 4)
  const frozen = envoys.filter(target => target.frozen === true)
  const notLive = envoys.filter(target => target.state !== undefined && target.state !== 'LIVE')
  const ended = report.targets.filter(target => target.kind === 'mesh' && target.frozen === true)
  return [
    ...ended.length === 0 || envoys.length > 0 ? [] : ['App Mesh has ended: these resources can no longer be changed.'],
    ...frozen.length === 0 ? [] : [`Frozen, do not restart: ${name(frozen)} (the control plane is gone).`],
    ...[...new Set(notLive.map(target => target.state ?? ''))].map(state =>
      `${name(notLive.filter(target => target.state === state))}: state ${state}, not LIVE.`),
    ...tellSkew(envoys, report),
  ]
}

function tellSamples(envoys: readonly ReportTarget[], at: string | null): string {
  const numbers = new Set(envoys.map(target => target.samples))
  const spans = envoys.flatMap(target => target.seconds ?? [])
  const most = Math.max(...numbers)
  const span = spans.length === 0 || most < 2 ? '' : ` ${tellSpan(spans)} apart`
  const samples = numbers.size === 1 ? count(most, 'sample') + span : `${Math.min(...numbers)} to ${count(most, 'sample')}${span}`
  if (at === null) return `${samples}, time unknown`
  const newest = envoys.find(target => target.at === at)
  return `${samples}, ${formatMoment(at)}${newest === undefined ? '' : clockNotes[newest.clock]}`
}

function tellSpan(spans: readonly number[]): string {
  const least = formatSeconds(Math.min(...spans))
  const most = formatSeconds(Math.max(...spans))
  return least === most ? least : `${least} to ${most}`
}

function tellVersions(envoys: readonly ReportTarget[]): string {
  const versions = [...new Set(envoys.flatMap(target => target.envoyVersion ?? []))].toSorted()
  return versions.length === 0 ? 'Envoy version unknown' : `Envoy ${listSome(versions, 3)}`
}

const providerNames: Readonly<Record<string, string>> = { 'app-mesh': 'App Mesh', 'service-connect': 'Service Connect', plain: '', unknown: 'mesh unknown' }

function tellProvider(envoys: readonly ReportTarget[], report: Report): string {
  const providers = new Set(envoys.map(({ provider, mesh }) =>
    [provider === undefined ? '' : providerNames[provider] ?? provider, mesh === undefined ? '' : `"${mesh}"`].filter(part => part !== '').join(' ')))
  const planes = new Map<string, ReportTarget[]>()
  for (const target of envoys) if (target.controlPlane !== undefined) planes.set(target.controlPlane, [...planes.get(target.controlPlane) ?? [], target])
  const who = (targets: readonly ReportTarget[]): string => targets.length === envoys.length ? '' : ` (${listSome(targets.map(target => labelTarget(report, target.id)), 2)})`
  const told = Array.from(planes, ([state, targets]) => `${state}${who(targets)}`)
  return [listSome([...providers].filter(part => part !== ''), 2), told.length === 0 ? '' : `control plane ${listSome(told, 3)}`].filter(part => part !== '').join(', ')
}

function tellSkew(envoys: readonly ReportTarget[], report: Report): string[] {
  const times = envoys.flatMap(target => target.at === null ? [] : [{ target, ms: Date.parse(target.at) }]).filter(time => !Number.isNaN(time.ms))
  const [first, ...rest] = times.toSorted((a, b) => a.ms - b.ms)
  const last = rest.at(-1)
  if (first === undefined || last === undefined || last.ms - first.ms <= noticeableSkewMs) return []
  const apart = formatSeconds(Math.round((last.ms - first.ms) / 1000))
  const oldest = labelTarget(report, first.target.id)
  return [`Not of one moment: ${oldest} was read ${apart} before ${labelTarget(report, last.target.id)}.`]
}
