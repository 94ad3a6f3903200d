/** Something that an Envoy does in another way than its mesh's resources say. The Envoy's is what acts. */
export interface Difference {
  /** `listener :8080`, `virtual service colors.local, prefix /tell`. */
  of: string
  /** `TLS`, `timeout`, `weights`. */
  field: string
  /** What acts. */
  envoy: string
  /** What the resources say. */
  resources: string
}

/** What a comparison found, and what it could not compare. */
export interface Comparison { differences: readonly Difference[], notCompared: readonly string[] }

/** Collects differences; equal values are none. */
export class Differences {
  readonly differences: Difference[] = []
  readonly notCompared = new Set<string>()

  /** Values are compared as they are printed. */
  compare(of: string, field: string, envoy: string | number | undefined, resources: string | number | undefined): void {
    const shown = [envoy, resources].map(value => value === undefined ? 'none' : String(value))
    if (shown[0] !== shown[1]) this.differences.push({ of, field, envoy: shown[0] ?? '', resources: shown[1] ?? '' })
  }

  /** Lists without order; an empty one is `none`. */
  compareSets(of: string, field: string, envoy: readonly string[], resources: readonly string[]): void {
    const join = (items: readonly string[]): string | undefined => items.length === 0 ? undefined : [...new Set(items)].sort().join(', ')
    this.compare(of, field, join(envoy), join(resources))
  }
}
