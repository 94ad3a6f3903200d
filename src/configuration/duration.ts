const units: readonly (readonly [string, number])[] = [['y', 31_536_000], ['w', 604_800], ['d', 86_400], ['h', 3600], ['m', 60], ['s', 1], ['ms', 0.001]]
const pattern = new RegExp(`^${units.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`)

/**
 * Reads a duration as Prometheus writes it: `5m`, `1h30m`, `500ms`; units from large to small, each once.
 * Undefined for anything else. Seconds. Source: Prometheus, "Configuration", `<duration>`.
 */
export function readDuration(text: string): number | undefined {
  if (text === '0') return 0
  const match = text === '' ? null : pattern.exec(text)
  if (match === null) return undefined
  return units.reduce((sum, [, factor], i) => sum + Number(match[i + 1] ?? 0) * factor, 0)
}
