import { codeSpan, escapeMarkdown } from '../escape.ts'
import type { ProxyReport } from './page.ts'
import { tellHead } from './table.ts'
import { viewSheet, type SheetView } from './view-sheet.ts'

/** The same tables for an issue or a chat; names are inline code. Nothing is cut. */
export function renderProxyMarkdown({ pages }: ProxyReport): string {
  return pages.map(({ head, sheets }) => {
    const [name = '', ...parts] = tellHead(head)
    return [`## ${codeSpan(name)}`, parts.map(escapeMarkdown).join(' · '), ...sheets.flatMap(sheet => showSheet(viewSheet(sheet)))].join('\n\n')
  }).join('\n\n') + '\n'
}

function showSheet({ title, columns, rows, notes }: SheetView): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
  const isPlain = (cell: string): boolean => cell === '-' || cell === '?'
  const table = [
    line(columns.map(column => escapeMarkdown(column.title))), line(columns.map(column => column.right === true ? '---:' : '---')),
    ...rows.map(row => line(row.map((cell, index) => columns[index]?.name === true && !isPlain(cell) ? codeSpan(cell) : escapeMarkdown(cell)))),
  ].join('\n')
  return [`### ${title}`, ...rows.length === 0 ? [] : [table], ...notes.map(escapeMarkdown)]
}
