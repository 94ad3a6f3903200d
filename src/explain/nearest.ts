import { editDistance } from '../analysis/nearest-name.ts'
import type { Knowledge } from './meaning.ts'

/** The known names most like a text, nearest first; only those of which at most a third differs, or that hold it,
 * and none that is far behind the nearest. */
export function nearestNames(text: string, names: Iterable<string>, most: number): string[] {
  const wanted = text.toLowerCase()
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  const near = Array.from(new Set(names), name => ({ name, distance: distanceTo(wanted, name.toLowerCase(), limit) }))
  const least = Math.min(...near.map(({ distance }) => distance))
  return near.filter(({ distance }) => distance <= Math.min(limit, 2 * least + 1))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

/** A name that holds the text is near, whatever its length: `frozen` in `connectivity/frozen-endpoints`. */
function distanceTo(wanted: string, name: string, limit: number): number {
  if (wanted.length >= 4 && name.includes(wanted)) return 1
  return editDistance(wanted, name, limit)
}

/** Everything that has a name. */
export function knownNames({ facts, rules }: Knowledge): string[] {
  return [
    ...rules.map(rule => rule.id),
    ...rules.map(rule => rule.id.split('/').at(-1) ?? ''),
    ...Object.entries(facts['response-flags'].flags).flatMap(([short, flag]) => [short, flag.long]),
    ...Object.keys(facts['response-code-details'].details),
    ...Object.keys(facts['response-code-details'].resets),
    ...facts['grpc-codes'].codes.map(code => code.name),
    ...facts['tls-errors'].errors.map(error => error.name),
    ...[...facts['tls-errors'].texts, ...facts['tls-errors'].transport].map(text => text.text),
    ...Object.keys(facts.stats.stats),
  ]
}
