import type { MeshReportOptions } from './reporter.ts'
import type { ValidationReport } from './validation/count.ts'

type Render<T> = (subject: T, options: MeshReportOptions) => string

/** The formats of `mesh validate`; each is loaded when it is asked for. */
export const validationReporters: Readonly<Record<'table' | 'json' | 'markdown', () => Promise<Render<ValidationReport>>>> = {
  table: async () => (await import('./validation/table.ts')).renderValidation,
  json: async () => (await import('./validation/json.ts')).renderValidationJson,
  markdown: async () => (await import('./validation/markdown.ts')).renderValidationMarkdown,
}
