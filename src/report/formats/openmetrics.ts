import { severities, type Report } from '../../engine/report.ts'
import { escapeText } from '../escape.ts'
import { isNobodyReached } from '../exit-code.ts'

/** One family: every sample is a gauge, as it was when the evidence was read. */
interface Family { name: string, help: string, samples: readonly { labels: Readonly<Record<string, string>>, value: number }[] }

/**
 * Metrics for node_exporter's textfile collector, valid as OpenMetrics and as Prometheus' text format. One sample a finding, not one an
 * instance: its size grows with what is wrong, not with the fleet. Source: OpenMetrics 1.0, "Text format"; node_exporter, "Textfile Collector".
 */
export function renderOpenmetrics(report: Report): string {
  return `${describe(report).map(printFamily).join('')}# EOF\n`
}

function describe(report: Report): Family[] {
  const active = report.findings.filter(finding => finding.severity !== 'info' && finding.suppressed === undefined)
  const instances = new Map<string, { labels: Record<string, string>, value: number }>()
  for (const { rule, severity, target, label, fingerprint } of active) {
    const known = instances.get(fingerprint) ?? { labels: { rule, severity, target: target.startsWith('mesh/') ? target.split('@')[0] ?? target : target, subject: label, fingerprint }, value: 0 }
    known.value++
    instances.set(fingerprint, known)
  }
  const { clear, findings, unchecked, ratio } = report.coverage
  const reached = report.targets.filter(target => target.kind === 'envoy' || target.kind === 'mesh').length
  return [
    { name: 'meshmedic_sweep_findings', help: 'Findings by severity.', samples: severities.filter(severity => severity !== 'info').map(severity => ({ labels: { severity }, value: active.filter(finding => finding.severity === severity).length })) },
    { name: 'meshmedic_sweep_finding', help: 'Instances of each finding.', samples: [...instances.values()] },
    { name: 'meshmedic_sweep_suppressed_findings', help: 'Findings that someone lives with for a while.', samples: [{ labels: {}, value: report.findings.filter(finding => finding.suppressed !== undefined).length }] },
    { name: 'meshmedic_sweep_targets', help: 'Targets by whether they answered.', samples: [{ labels: { reached: 'true' }, value: reached }, { labels: { reached: 'false' }, value: report.targets.length - reached }] },
    { name: 'meshmedic_sweep_checks', help: 'Judgements by verdict.', samples: [{ labels: { verdict: 'clear' }, value: clear }, { labels: { verdict: 'finding' }, value: findings }, { labels: { verdict: 'unchecked' }, value: unchecked }] },
    { name: 'meshmedic_sweep_coverage_ratio', help: 'Share of relevant judgements that could be made.', samples: isNobodyReached(report) ? [] : [{ labels: {}, value: ratio }] },
    { name: 'meshmedic_sweep_evidence_timestamp_seconds', help: 'Moment of the newest evidence.', samples: report.at === null ? [] : [{ labels: {}, value: Date.parse(report.at) / 1000 }] },
  ]
}

function printFamily({ name, help, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

/** Hidden characters are shown first, so that neither a line break nor a terminal's sequence is left to escape. */
function escapeLabel(text: string): string {
  return escapeText(text.replace(/[«»]/g, '')).replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
