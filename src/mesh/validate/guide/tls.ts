import type { SpecValue } from '../../../evidence/mesh/resource.ts'
import { at, itemsAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'

const domain = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i
const uri = /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i

/** Accepted names are domain names or URIs. @param path `spec.backendDefaults.clientPolicy.tls.validation` */
export function checkNames(validation: SpecValue | undefined, path: string): SpecProblem[] {
  const names = itemsAt(at(validation, 'subjectAlternativeNames', 'match', 'exact'), `${path}.subjectAlternativeNames.match.exact`)
  return names.flatMap(({ item, path: where }) =>
    typeof item !== 'string' || item === '' || item.length > 254 || domain.test(item) || uri.test(item) ? [] : [problemOf('san-format', where, item, 'is neither a domain name nor a URI')])
}
