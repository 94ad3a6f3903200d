import { labelOf, placeOf } from '../../../mesh/label.ts'
import { isList, isSpec, showValue } from '../../../mesh/spec.ts'
import type { Reference } from '../../../mesh/references.ts'
import type { QuotaUse } from '../../../mesh/quotas/count-quotas.ts'
import type { MeshProblem } from '../../../mesh/validate/problem.ts'
import { showName } from '../../../evidence/mesh/resource.ts'
import { escapeText } from '../../escape.ts'
import { layOutColumns } from '../../logs/columns.ts'
import { choosePaint, type Paint } from '../../text/paint.ts'
import { wrapNames } from '../lines.ts'
import type { MeshReportOptions } from '../reporter.ts'
import { describeNear, describeUncounted, quotaColumns, showQuota } from './quotas.ts'
import { countProblems, describeCounts, describeUnjudged, groupProblems, groupUnchecked, type ValidationReport } from './count.ts'

/** At most so many of what was not judged are listed without `--all`. */
const mostListed = 5

/** The problems of each resource under its name and place, then the counts and what was not judged. */
export function renderValidation(report: ValidationReport, options: MeshReportOptions): string {
  const { validations } = report
  const paint = choosePaint(options.color)
  const lines = validations.flatMap(validation => [...groupProblems(validation)].flatMap(([resource, problems]) => [
    ...validations.length > 1 ? wrap(`mesh ${showName(validation.mesh.name)}: ${labelOf(resource)}`, 0, options) : wrap(labelOf(resource), 0, options),
    ...wrap(placeOf(resource), 2, options),
    ...problems.flatMap(problem => showProblem(problem, paint, options)),
    '',
  ]))
  const unjudged = describeUnjudged(report)
  return [
    ...lines,
    describeCounts(countProblems(validations)),
    ...unjudged.length === 0 ? [] : wrap(`Not judged: ${unjudged.join('; ')}.`, 0, options),
    ...listUnjudged(report, options),
    ...listQuotas(report, options),
  ].join('\n') + '\n'
}

function showProblem(problem: MeshProblem, paint: Paint, options: MeshReportOptions): string[] {
  const severity = paint.severity(problem.severity.padEnd(7), problem.severity)
  const [path = '', ...rest] = wrapNames(`${problem.path === '' ? 'the resource' : problem.path}${problem.line === undefined ? '' : ` (line ${problem.line})`}`, 0, options.width - 10)
  return [
    `  ${severity} ${path}`,
    ...rest.map(line => `          ${line}`),
    ...wrap(sentence(problem), 10, options),
    ...wrap(`allowed: ${problem.limit} (${problem.from})`, 10, options),
  ]
}

/** `70000 is more than 65535`; an object or list is not printed again. */
export function sentence({ check, value, message }: Pick<MeshProblem, 'check' | 'value' | 'message'>): string {
  return check === 'unknown-field' || value === undefined || isSpec(value) || isList(value) ? message : `${showValue(value)} ${message}`
}

function listUnjudged({ validations, unread }: ValidationReport, options: MeshReportOptions): string[] {
  const values = [
    ...unread.map(({ source, line, message }) => `${source}${line === undefined ? '' : `:${line}`} ${message}`),
    ...validations.flatMap(validation => groupUnchecked(validation).map(references => describeUnchecked(references))),
    ...validations.flatMap(({ unknown }) => unknown.map(({ resource, path, expression, reason }) => `${labelOf(resource)}, ${path}: ${expression} (${reason})`)),
  ]
  const shown = options.all ? values : values.slice(0, mostListed)
  return [
    ...shown.flatMap(text => wrap(text, 2, options)),
    ...values.length > shown.length ? [`  … and ${values.length - shown.length} more; --all lists them`] : [],
  ]
}

/** The quotas of each mesh, and what of them is full. */
function listQuotas({ validations, quotas }: ValidationReport, options: MeshReportOptions): string[] {
  return (quotas ?? []).flatMap((uses, index) => {
    const mesh = validations[index]?.mesh
    return [
      '', escapeText(`Quotas of mesh ${mesh === undefined ? '' : showName(mesh.name)}`),
      ...layOutColumns(quotaColumns.map(title => ({ title, flexible: title === 'fullest' })), uses.map(showQuota), options.all ? Infinity : options.width),
      ...describeNear(uses).flatMap(text => wrap(text, 0, options)),
      ...wrapUncounted(uses, options),
    ]
  })
}

function wrapUncounted(uses: readonly QuotaUse[], options: MeshReportOptions): string[] {
  const reasons = describeUncounted(uses)
  return reasons.length === 0 ? [] : wrap(`There may be more: ${reasons.slice(0, options.all ? Infinity : 3).join('; ')}${reasons.length > 3 && !options.all ? '; …' : ''}.`, 0, options)
}

function wrap(text: string, indent: number, { width }: MeshReportOptions): string[] {
  return wrapNames(text, indent, width)
}

/** `virtual node blue was not given; named by route canary of virtual router colors`. */
function describeUnchecked(references: readonly Reference[]): string {
  const [first] = references
  if (first === undefined) return ''
  const by = [...new Set(references.map(({ from }) => labelOf(from)))]
  return `${labelOf(first.to)} was not given; named by ${by.slice(0, 3).join(', ')}${by.length > 3 ? ` and ${by.length - 3} more` : ''}`
}
