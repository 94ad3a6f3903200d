/** The package has no types; these are what its read-me and its answers show. */
declare module 'parse-prometheus-text-format' {
  export interface Family {
    name: string
    help: string
    type: string
    metrics: readonly {
      value?: string
      labels?: Readonly<Record<string, string>>
      timestamp_ms?: string
      buckets?: Readonly<Record<string, string>>
      quantiles?: Readonly<Record<string, string>>
      count?: string
      sum?: string
    }[]
  }
  export default function parse(page: string): Family[]
}
