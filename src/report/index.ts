import type { Reporter } from './reporter.ts'

export type { Reporter, ReportOptions } from './reporter.ts'

/** The output formats, one file each in formats/. Only the chosen one is loaded: yaml brings a library along. */
const list = {
  table: async () => (await import('./formats/table.ts')).renderTable,
  json: async () => (await import('./formats/json.ts')).renderJson,
  yaml: async () => (await import('./formats/yaml.ts')).renderYaml,
  markdown: async () => (await import('./formats/markdown.ts')).renderMarkdown,
  sarif: async () => (await import('./formats/sarif.ts')).renderSarif,
  junit: async () => (await import('./formats/junit.ts')).renderJunit,
  github: async () => (await import('./formats/github.ts')).renderGithub,
  summary: async () => (await import('./formats/summary.ts')).renderSummary,
  openmetrics: async () => (await import('./formats/openmetrics.ts')).renderOpenmetrics,
} as const satisfies Record<string, () => Promise<Reporter>>

export type Format = keyof typeof list

export const reporters: Readonly<Record<Format, () => Promise<Reporter>>> = list
