import { looksLikeTarget, parseTarget, type LiveTarget } from '../http/target.ts'

/** `10.0.0.7:9901`, as Prometheus writes a target, means `http://10.0.0.7:9901`. */
export function normaliseAddress(text: string, scheme: 'http' | 'https' = 'http'): string {
  return looksLikeTarget(text) ? text : `${scheme}://${text}`
}

/** @throws UsageError where the text is no address */
export function readAddress(address: string): LiveTarget {
  return parseTarget(address)
}
