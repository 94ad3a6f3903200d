import { escapeText } from '../escape.ts'
import { layOutColumns, type Column } from '../logs/columns.ts'
import { formatMoment } from '../phrases.ts'
import { choosePaint } from '../text/paint.ts'
import { displayWidth } from '../text/width.ts'
import { wrapParts, wrapSentence } from '../text/wrap.ts'
import type { ProxyHead, ProxyReport, ProxyReportOptions } from './page.ts'
import { viewSheet, type SheetView } from './view-sheet.ts'

/** Each proxy under its name, a table a sheet. A row that should not be so is coloured as a whole; without colour its words say it. */
export function renderProxyTable({ pages }: ProxyReport, options: ProxyReportOptions): string {
  return pages.map(({ head, sheets }) => [
    ...wrapParts(tellHead(head).map(showGuillemets), options.width, Infinity),
    ...sheets.flatMap(sheet => ['', ...layOutSheet(viewSheet(sheet), options)]),
  ].join('\n')).join('\n\n') + '\n'
}

function layOutSheet(view: SheetView, options: ProxyReportOptions): string[] {
  return [
    view.title,
    ...view.columns[0]?.heads === true ? layOutGroups(view, options) : layOutRows(view, options),
    ...view.notes.flatMap(note => wrapSentence(showGuillemets(note), Math.max(20, options.width - 2), Infinity).map(line => `  ${line}`)),
  ]
}

function layOutRows({ columns, rows, severities }: SheetView, { width, color, all }: ProxyReportOptions): string[] {
  if (rows.length === 0) return []
  const paint = choosePaint(color)
  const lines = all ? layOutColumns(columns, rows, Infinity) : layOutColumns(...dropSpare(columns, rows, width), width)
  return lines.map((line, index) => {
    const severity = severities[index - 1]
    return severity === undefined ? line : paint.severity(line, severity)
  })
}

/** The first column stands as a line above the rows that share it. Two further columns say themselves what they are; more have titles. */
function layOutGroups({ columns, rows, severities }: SheetView, { width, color, all }: ProxyReportOptions): string[] {
  const paint = choosePaint(color)
  const groups = new Map<string, number[]>()
  for (const [index, [head = '']] of rows.entries()) {
    const members = groups.get(head)
    if (members === undefined) groups.set(head, [index])
    else members.push(index)
  }
  const layOut = (members: readonly number[]): string[] => {
    const own = [columns.slice(1), members.map(row => rows[row]?.slice(1) ?? [])] as const
    const [titles = '', ...lines] = all ? layOutColumns(...own, Infinity) : layOutColumns(...dropSpare(...own, width - 2), width - 2)
    return [titles, ...lines.map((line, index) => {
      const severity = severities[members[index] ?? -1]
      return severity === undefined ? line : paint.severity(line, severity)
    })].map(line => `  ${line}`)
  }
  if (columns.length <= 3) return Array.from(groups, ([head, members]) => [`  ${escapeText(head)}`, ...layOut(members).slice(1)]).flat()
  // All at once, so that numbers stand below each other.
  const [titles = '', ...lines] = layOut([...groups.values()].flat())
  let at = 0
  return [...rows.length === 0 ? [] : [titles], ...Array.from(groups, ([head, members]) => [...head === '-' ? [] : [`  ${escapeText(head)}`], ...lines.slice(at, at += members.length)]).flat()]
}

/** Columns that can be spared go before any cell is cut. */
function dropSpare(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): [readonly Column[], readonly (readonly string[])[]] {
  const widths = columns.map(({ title }, index) => rows.reduce((most, row) => Math.max(most, displayWidth(escapeText(row[index] ?? ''))), title.length) + 2)
  const kept = new Set(columns.keys())
  for (let index = columns.length - 1; index >= 0; index--) {
    const needed = widths.reduce((sum, columnWidth, at) => kept.has(at) ? sum + columnWidth : sum, 0)
    if (needed > width && columns[index]?.spare === true) kept.delete(index)
  }
  return [columns.filter((_, index) => kept.has(index)), rows.map(row => row.filter((_, index) => kept.has(index)))]
}

/** In a name of others they are no marks. */
function showGuillemets(text: string): string {
  return text.replaceAll('«', '\\xab').replaceAll('»', '\\xbb')
}

const clockNotes: Readonly<Record<string, string>> = { given: ' (as given)', mtime: ' (file time, uncertain)', log: ' (newest log line)' }

/** One part for each thing that is known of the proxy. */
export function tellHead({ label, source, provider, mesh, endpointKind, endpointName, version, state, at, clock, frozen }: ProxyHead): string[] {
  const kind = endpointKind === 'virtualGateway' ? 'virtual gateway' : 'virtual node'
  return [
    label,
    ...source === label ? [] : [source],
    ...provider === 'app-mesh' ? [`App Mesh${mesh === undefined ? '' : ` "${mesh}"`}${endpointName === undefined ? '' : `, ${kind} ${endpointName}`}`] : provider === 'plain' || provider === 'unknown' ? [] : [provider],
    version === undefined ? 'Envoy version unknown' : `Envoy ${version}`,
    ...state === undefined || state === 'LIVE' ? [] : [`state ${state}, not LIVE`],
    ...frozen ? ['frozen, do not restart: its control plane is gone'] : [],
    at === undefined ? 'time unknown' : `${formatMoment(at)}${clockNotes[clock] ?? ''}`,
  ]
}
