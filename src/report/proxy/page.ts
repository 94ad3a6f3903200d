import type { Problem } from '../../evidence/problem.ts'
import type { Sheet } from '../../proxy/sheet.ts'

/** Who a proxy is, and when it was read. */
export interface ProxyHead {
  /** The virtual node, gateway, node id or folder. */
  label: string
  /** Folder, bundle entry or URL. */
  source: string
  provider: string
  mesh: string | undefined
  endpointKind: string | undefined
  endpointName: string | undefined
  version: string | undefined
  state: string | undefined
  /** ISO 8601; of the evidence. */
  at: string | undefined
  /** What tells the moment; a file's time is uncertain. */
  clock: string
  /** Its control plane is gone: it must not be restarted. */
  frozen: boolean
}

/** All that is shown of one proxy. */
export interface ProxyPage { head: ProxyHead, sheets: readonly Sheet[] }

/** What a run of `meshmedic proxy` shows. `command` is its last word. */
export interface ProxyReport { command: string, tool: { name: string, version: string }, pages: readonly ProxyPage[], problems: readonly Problem[] }

/** How it is printed. `width` in columns; `all`: nothing is cut. */
export interface ProxyReportOptions { width: number, color: boolean, all: boolean }
