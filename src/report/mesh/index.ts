import type { Validation } from '../../mesh/validate/validate-mesh.ts'
import type { MeshReportOptions } from './reporter.ts'
import type { ValidationReport } from './validation/count.ts'

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
