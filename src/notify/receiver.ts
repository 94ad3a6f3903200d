import type { Severity } from '../engine/report.ts'
import type { NoticeKind } from './notice.ts'
import type { Template } from './template.ts'

/** A secret stands in a file or in an environment variable, never in the configuration. */
export type SecretPlace = { env: string } | { file: string }

/** What a kind of receiver needs beside what all have. */
export type ReceiverSettings =
  | { kind: 'webhook', url: string | SecretPlace, secret: SecretPlace | undefined }
  | { kind: 'slack', url: string | SecretPlace }
  /** `hold`: seconds after which Alertmanager takes an alert for resolved when no sweep repeats it. */
  | { kind: 'alertmanager', url: string, labels: Readonly<Record<string, string>>, hold: number }
  | { kind: 'pagerduty', url: string, routingKey: SecretPlace }
  | { kind: 'email', smtp: string, user: string | undefined, password: SecretPlace | undefined, from: string, to: readonly string[] }
  | { kind: 'command', run: readonly string[] }

/** One receiver of notices, as the configuration names it. */
export interface ReceiverConfig {
  name: string
  settings: ReceiverSettings
  /** Nothing milder is told. */
  minSeverity: Severity
  kinds: ReadonlySet<NoticeKind>
  template: Template | undefined
}

/** What came of one attempt. `again`: it may work later; `never`: it will not, whatever is waited for. */
export type Delivery = { result: 'delivered' } | { result: 'again', why: string } | { result: 'never', why: string }

/** Looks up secrets at the moment of delivery; never kept, never printed. */
export type Secrets = (place: SecretPlace) => Promise<string>

export interface DeliveryContext {
  secrets: Secrets
  /** Milliseconds since the epoch, for signatures. */
  now: number
  signal: AbortSignal
}
