import type { Finding, Report, Severity } from '../../engine/report.ts'
import { escapeEncoded } from '../escape.ts'
import { tellFinding } from '../outline.ts'
import { dropMarks } from '../text/marks.ts'

const levels: Readonly<Record<Severity, string>> = { critical: 'error', error: 'error', warning: 'warning', info: 'note' }

/**
 * SARIF 2.1.0, one run. Resources are logical locations; the file or address that the evidence came from is the physical one, which some
 * readers demand. Suppressions and the baseline are kept; what was not checked is a notification, for it is no result.
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
 */
export function renderSarif(report: Report): string {
  const rules = [...new Map(report.findings.map(finding => [finding.rule, finding])).values()].toSorted((a, b) => a.rule < b.rule ? -1 : 1)
  const indexes = new Map(rules.map(({ rule }, index) => [rule, index]))
  const sarif = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: report.tool.name, version: report.tool.version, rules: rules.map(describeRule) } },
      invocations: [{
        executionSuccessful: true,
        toolExecutionNotifications: [
          ...report.unchecked.map(({ rule, reason, count }) => ({ level: 'note', message: { text: `${rule} was not checked ${count} times: ${reason}` }, descriptor: { id: 'unchecked' } })),
          ...report.problems.map(({ source, line, message }) => ({ level: 'warning', message: { text: `${source}${line === undefined ? '' : `:${line}`}: ${message}` }, descriptor: { id: 'problem' } })),
          ...report.targets.filter(target => target.kind === 'unreachable').map(target => ({ level: 'warning', message: { text: `${target.id} was not reached: ${target.unreachable ?? ''}` }, descriptor: { id: 'not-reached' } })),
        ],
      }],
      results: report.findings.map(finding => toResult(finding, indexes.get(finding.rule) ?? 0, report)),
      columnKind: 'utf16CodeUnits',
      properties: { coverage: report.coverage },
    }],
  }
  return `${escapeEncoded(JSON.stringify(sarif, null, 2))}\n`
}

function describeRule({ rule, title, why, severity }: Finding): object {
  return {
    id: rule, name: rule.replaceAll(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: dropMarks(title) }, fullDescription: { text: dropMarks(why === '' ? title : why) },
    help: { text: `docs/rules/${rule}.md` }, defaultConfiguration: { level: levels[severity] },
  }
}

function toResult(finding: Finding, ruleIndex: number, report: Report): object {
  const { rule, severity, target, subject, fingerprint, confidence, fix, verify, suppressed, baseline, evidence } = finding
  const source = evidence[0]?.source ?? report.targets.find(one => one.id === target)?.source ?? target
  return {
    ruleId: rule, ruleIndex, level: levels[severity], message: { text: dropMarks(`${tellFinding(finding, report)}${fix === '' ? '' : `\n${fix}`}`) },
    locations: [{
      physicalLocation: { artifactLocation: { uri: toUri(source) }, region: { startLine: 1 } },
      logicalLocations: [{ name: subject === '' ? target : subject, fullyQualifiedName: subject === '' ? target : `${target}/${subject}`, kind: 'resource' }],
    }],
    partialFingerprints: { 'meshmedic/v1': fingerprint },
    ...(baseline === undefined ? {} : { baselineState: baseline === 'new' ? 'new' : 'unchanged' }),
    ...(suppressed === undefined ? {} : { suppressions: [{ kind: 'external', status: 'accepted', justification: `${suppressed.reason} (${suppressed.owner}, until ${suppressed.expires})` }] }),
    properties: { severity, confidence, verify },
  }
}

/** An address stays one; of a path every part is encoded. Lone surrogates cannot be encoded, and are replaced. */
function toUri(source: string): string {
  const text = Buffer.from(source, 'utf8').toString('utf8')
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text).href
  return text.split('/').map(encodeURIComponent).join('/')
}
