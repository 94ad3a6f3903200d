import type { ProxyReport, ProxyReportOptions } from './page.ts'

/** The formats of `meshmedic proxy`; each is loaded when it is asked for. */
export const proxyReporters: Readonly<Record<'table' | 'json' | 'markdown', () => Promise<(report: ProxyReport, options: ProxyReportOptions) => string>>> = {
  table: async () => (await import('./table.ts')).renderProxyTable,
  json: async () => (await import('./json.ts')).renderProxyJson,
  markdown: async () => (await import('./markdown.ts')).renderProxyMarkdown,
}
