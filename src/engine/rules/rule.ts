import type { Mistake } from '../../errors.ts'
import type { SubjectKind } from '../../evidence/subjects.ts'
import type { Expression } from '../language/compile.ts'
import type { Confidence, Severity } from '../report.ts'

/** A rule as it stands in its YAML file. Expressions are texts in CEL; `message` and the advice hold `{expression}`s. */
export interface RuleSource {
  /** `tls/upstream-san-mismatch`: the path below the rules folder. */
  id: string
  /** For messages about the file. */
  file: string
  title: string
  severity: Severity | readonly { when?: string, is: Severity }[]
  confidence: Confidence | readonly { when?: string, is: Confidence }[]
  each: SubjectKind
  /** Runs only on proxies of this provider. */
  provider?: string
  /** Which subjects it can be about at all; others are passed over. */
  where?: string
  /** Names for expressions, usable in those that follow. */
  let: Readonly<Record<string, string>>
  /** Ways to know: any that holds is a finding; clear needs one that could be judged, with exposure. */
  detect: readonly { when: string, exposure?: string }[]
  message: string
  /** Evidence lines beside the counters that were read: a name and an expression. */
  saw: readonly { name: string, value: string, when?: string }[]
  why: string
  fix: string
  fixWhenFrozen?: string
  verify: string
  source: string
  explains: readonly string[]
  /** Other explanations that come to mind, and the fact that rules them out. */
  rivals: readonly { rule: string, when: string, because: string }[]
  examples: { fires: readonly Example[], quiet: readonly Example[] }
}

/** A small piece of evidence, in the forms that a person would save. */
export interface Example {
  name: string
  given: ExampleProxy
  /** Further proxies of the mesh, by name. */
  peers?: Readonly<Record<string, ExampleProxy>>
  /** For `fires`: what the finding must be; for `quiet`: the verdict, `clear` unless said otherwise. */
  expect?: { severity?: Severity, subject?: string, message?: string, verdict?: 'clear' | 'unchecked' | 'not-applicable' }
}

export interface ExampleProxy {
  /** Statistic -> value (one sample) or [before, after] (ten seconds apart). */
  stats?: Readonly<Record<string, number | readonly [number, number]>>
  /** Sections of config_dump: Envoy resources as config_dump prints them. */
  bootstrap?: unknown
  clusters?: readonly unknown[]
  warmingClusters?: readonly unknown[]
  listeners?: readonly unknown[]
  dynamicListeners?: readonly unknown[]
  routes?: readonly unknown[]
  secrets?: unknown
  endpoints?: readonly unknown[]
  /** Answers as they are: JSON values, or texts. */
  serverInfo?: unknown
  clusterStatus?: unknown
  certs?: unknown
  ready?: string
  access?: string
  process?: string
  /** The Agent's /status. */
  agent?: object
  /** Lines of the admin interface's access log. */
  adminLog?: string
  /** App Mesh resources, one document each: answers of describe and list operations, create inputs, custom resources; and quotas. */
  mesh?: readonly unknown[]
  quotas?: unknown
  /** Nothing of it could be read, for this reason. */
  unreachable?: string
}

/** A text with expressions in it. */
export interface Template { parts: readonly (string | TemplatePart)[] }

/** Expressions of which the first whose value is known is printed. */
export interface TemplatePart { ways: readonly Expression[] }

export interface Rule {
  source: RuleSource
  id: string
  each: SubjectKind
  where: Expression | undefined
  let: readonly { name: string, expression: Expression }[]
  detect: readonly { when: Expression, exposure: Expression | undefined }[]
  severity: readonly { when: Expression | undefined, is: Severity }[]
  confidence: readonly { when: Expression | undefined, is: Confidence }[]
  message: Template
  saw: readonly { name: string, value: Expression, when: Expression | undefined }[]
  why: Template
  fix: Template
  fixWhenFrozen: Template | undefined
  verify: Template
  rivals: readonly { rule: string, when: Expression, because: Template }[]
}

/** Where in its file a part of a rule stands, `detect[0].when`; used for mistakes. */
export type Place = (path: readonly (string | number)[], offset?: number) => Pick<Mistake, 'line' | 'column'>
