import type { Route, VirtualHost } from '../evidence/schema.ts'

/**
 * The routes that no request can reach, with the earlier route that takes their requests: `prefix /refunds (behind prefix /)`. Envoy takes
 * the first route whose conditions all hold. Only what is certain is named: a path that an earlier prefix, path or regular expression
 * takes whole, and conditions that are all among its own. Source: Envoy, HTTP routing and RouteMatch.
 */
export function listShadowed({ routes }: Pick<VirtualHost, 'routes'>): string[] {
  const earlier = new EarlierRoutes()
  return routes.flatMap(route => {
    const cover = earlier.findCover(route)
    earlier.add(route)
    return cover === undefined ? [] : [`${route.match} (behind ${cover.match})`]
  })
}

/** Routes by their path, so that a host with thousands of routes costs one look-up for each character of a path. */
class EarlierRoutes {
  readonly #byPrefix = new Map<string, Route[]>()
  readonly #byPath = new Map<string, Route[]>()
  readonly #byRegex = new Map<string, Route[]>()

  add(route: Route): void {
    const { prefix, path, regex, conditions } = route
    if (conditions.some(isPartial)) return
    if (prefix !== undefined) push(this.#byPrefix, prefix, route)
    else if (path !== undefined) push(this.#byPath, path, route)
    else if (regex !== undefined) push(this.#byRegex, regex, route)
  }

  findCover(route: Route): Route | undefined {
    return this.#candidates(route).find(earlier => asksNoMore(earlier, route) && takesCase(earlier, route) && takesSegments(earlier, route))
  }

  /** Those whose text of the path takes all of this route's. */
  #candidates({ prefix, path, regex }: Route): Route[] {
    // Every path begins with a slash.
    if (regex !== undefined) return [...this.#byRegex.get(regex) ?? [], ...this.#byPrefix.get('/') ?? [], ...this.#byPrefix.get('') ?? []]
    const own = prefix ?? path
    if (own === undefined) return []
    const found = path === undefined ? [] : [...this.#byPath.get(path) ?? []]
    for (let length = 0; length <= own.length; length++) found.push(...this.#byPrefix.get(own.slice(0, length)) ?? [])
    return found
  }
}

const ofPath: ReadonlySet<string> = new Set(['case-insensitive', 'whole path segments'])

/** Conditions that let only some requests pass, or of which the text does not tell all. */
const isPartial = (condition: string): boolean => /^(?:cookie|metadata|filter state|its matcher|template)\b|% of requests$/.test(condition)

function asksNoMore(earlier: Route, later: Route): boolean {
  return earlier.conditions.every(condition => ofPath.has(condition) || later.conditions.includes(condition))
}

function takesCase(earlier: Route, later: Route): boolean {
  return !later.conditions.includes('case-insensitive') || earlier.conditions.includes('case-insensitive') || !/[a-z]/i.test(earlier.prefix ?? 'a')
}

/** A prefix of whole segments, `/pay`, takes /pay and /pay/…, not /payments. */
function takesSegments(earlier: Route, later: Route): boolean {
  if (!earlier.conditions.includes('whole path segments')) return true
  const own = later.path ?? later.prefix ?? ''
  const at = earlier.prefix ?? ''
  if (own === at) return later.path !== undefined || later.conditions.includes('whole path segments')
  return own.startsWith(`${at}/`)
}

function push(map: Map<string, Route[]>, key: string, route: Route): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [route])
  else known.push(route)
}
