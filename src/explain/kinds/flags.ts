import type { ResponseFlag } from '../facts.ts'
import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'
import { nearestNames } from '../nearest.ts'

/** Response flags, short or long, alone or together (`URX,UF`), also behind a status (`503 UF`). */
export function readFlags(question: string, knowledge: Knowledge): Meaning[] {
  const match = /^(?:(?:response )?flags?:? )?(?:[1-5]\d\d |0 )?([A-Za-z]{2,50}(?:\s*,\s*[A-Za-z]{2,50})*)$/i.exec(question.trim())
  if (match === null) return []
  const words = (match[1] ?? '').split(',').map(word => word.trim())
  const found = words.map(word => findFlag(word, knowledge))
  if (found.every(flag => flag === undefined)) return []
  return words.map((word, index) => found[index] ?? tellUnknownFlag(word, knowledge))
}

export function findFlag(word: string, knowledge: Knowledge): Meaning | undefined {
  const { flags, source } = knowledge.facts['response-flags']
  const wanted = word.toLowerCase()
  const found = Object.entries(flags).find(([short, flag]) => short.toLowerCase() === wanted || flag.long.toLowerCase() === wanted)
  return found === undefined ? undefined : tellFlag(found[0], found[1], source)
}

function tellFlag(short: string, flag: ResponseFlag, source: string): Meaning {
  return tellFact('response flag', `${short} · ${flag.long}`, flag, source, [
    ['sends', flag.status],
    ['since', flag.since <= 17 ? 'Envoy 1.17 or earlier' : `Envoy 1.${flag.since}`],
    ['counts', (flag.stats ?? []).join(', ')],
  ])
}

/** Extensions may bring flags of their own, so an unknown one in a list is said, not refused. */
function tellUnknownFlag(word: string, knowledge: Knowledge): Meaning {
  const { flags, source } = knowledge.facts['response-flags']
  const near = nearestNames(word, Object.keys(flags), 2)
  const hint = near.length === 0 ? '' : ` Known and alike: ${near.join(', ')}.`
  return tellFact('response flag', word, { means: `Not a flag that Envoy defines; an extension may.${hint}` }, source)
}
