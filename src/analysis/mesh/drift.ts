import { Unknown, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'

/**
 * Says where a resource as it is differs from what was meant: `listeners[0].portMapping.port is 8081, meant 8080`. What the resource
 * has beyond that is a default which App Mesh wrote in; lists have no defaults, so a further item is a difference.
 * A value that the source computes is not compared.
 */
export function findDrift(meant: Spec, actual: Spec): string[] {
  return compare(meant, actual, '')
}

function compare(meant: SpecValue, actual: SpecValue | undefined, path: string): string[] {
  if (meant instanceof Unknown || actual instanceof Unknown || meant === null) return []
  if (isList(meant)) {
    if (actual === undefined || actual === null) return meant.length === 0 ? [] : [`${path} is missing, meant with ${meant.length} entries`]
    if (!isList(actual)) return [differ(path, actual, meant)]
    if (actual.length !== meant.length) return [`${path} has ${actual.length} entries, meant ${meant.length}`]
    return meant.flatMap((item, index) => compare(item, actual[index], `${path}[${index}]`))
  }
  if (typeof meant === 'object') {
    if (typeof actual !== 'object' || actual === null || isList(actual)) return isEmpty(meant) ? [] : [differ(path, actual, meant)]
    return Object.entries(meant).flatMap(([key, value]) => compare(value, Object.hasOwn(actual, key) ? actual[key] : undefined, path === '' ? key : `${path}.${key}`))
  }
  // YAML writes some texts as numbers.
  return typeof actual !== 'object' && actual !== undefined && String(actual) === String(meant) ? [] : [differ(path, actual, meant)]
}

function differ(path: string, actual: SpecValue | undefined, meant: SpecValue): string {
  return `${path === '' ? 'the spec' : path} is ${actual === undefined ? 'missing' : show(actual)}, meant ${show(meant)}`
}

function show(value: SpecValue): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

const isEmpty = (value: Spec): boolean => Object.keys(value).length === 0

function isList(value: SpecValue | undefined): value is readonly SpecValue[] {
  return Array.isArray(value)
}
