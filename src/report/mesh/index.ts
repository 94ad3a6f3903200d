import type { Validation } from '../../mesh/validate/validate-mesh.ts'
import type { MeshReportOptions } from './reporter.ts'
import type { ValidationReport } from './validation/count.ts'
import type { OfReport } from './whereabouts/of.ts'
import type { WhereReport } from './whereabouts/where.ts'

type Render<T> = (subject: T, options: MeshReportOptions) => string

/** The formats of `mesh validate`; each is loaded when it is asked for. */
export const validationReporters: Readonly<Record<'table' | 'json' | 'markdown', () => Promise<Render<ValidationReport>>>> = {
  table: async () => (await import('./validation/table.ts')).renderValidation,
  json: async () => (await import('./validation/json.ts')).renderValidationJson,
  markdown: async () => (await import('./validation/markdown.ts')).renderValidationMarkdown,
}

/** The formats of `mesh show`. */
export const showReporters: Readonly<Record<'tree' | 'table' | 'json' | 'mermaid' | 'dot', () => Promise<Render<readonly Validation[]>>>> = {
  tree: async () => (await import('./show/tree.ts')).renderTree,
  table: async () => (await import('./show/tables.ts')).renderTables,
  json: async () => (await import('./show/json.ts')).renderShowJson,
  mermaid: async () => (await import('./show/drawing.ts')).renderMermaid,
  dot: async () => (await import('./show/drawing.ts')).renderDot,
}

/** The formats of `mesh where`. */
export const whereReporters: Readonly<Record<'table' | 'json', () => Promise<Render<WhereReport>>>> = {
  table: async () => (await import('./whereabouts/where.ts')).renderWhere,
  json: async () => (await import('./whereabouts/where.ts')).renderWhereJson,
}

/** The formats of `mesh of`. */
export const ofReporters: Readonly<Record<'table' | 'json', () => Promise<Render<OfReport>>>> = {
  table: async () => (await import('./whereabouts/of.ts')).renderOf,
  json: async () => (await import('./whereabouts/of.ts')).renderOfJson,
}
