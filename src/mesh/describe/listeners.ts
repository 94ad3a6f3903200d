import { Unknown, type SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isList, isSet, isSpec, itemsAt, numberAt, showValue, textAt } from '../spec.ts'

/** One listener in words, by topic; a topic is undefined where the resource does not set it. Untrusted, not escaped. */
export interface ListenerWords {
  /** `:8080 http` */
  port: string
  tls: string | undefined
  healthCheck: string | undefined
  timeout: string | undefined
  pool: string | undefined
  outlierDetection: string | undefined
}

/** The listeners of a node, gateway or router in words. */
export function describeListeners(spec: SpecValue | undefined): ListenerWords[] {
  return itemsAt(at(spec, 'listeners'), '').map(({ item }) => ({
    port: describePort(item), tls: describeTls(at(item, 'tls')), healthCheck: describeHealthCheck(at(item, 'healthCheck')),
    timeout: describeByProtocol(at(item, 'timeout'), describeTimeout), pool: describeByProtocol(at(item, 'connectionPool'), describeFields),
    outlierDetection: describeOutlierDetection(at(item, 'outlierDetection')),
  }))
}

function describePort(listener: SpecValue): string {
  return `:${plain(at(listener, 'portMapping', 'port'))} ${plain(at(listener, 'portMapping', 'protocol'))}`
}

function describeTls(tls: SpecValue | undefined): string | undefined {
  if (!isSpec(tls)) return unknownOr(tls)
  const certificate = describeSource(at(tls, 'certificate'))
  const validation = at(tls, 'validation')
  return `TLS ${plain(at(tls, 'mode'))}${certificate === undefined ? '' : `, certificate ${certificate}`}${isSet(validation) ? `, client certificates ${describeValidation(validation)}` : ''}`
}

/** `checked by file /ca.pem for a.local, b.local` */
export function describeValidation(validation: SpecValue | undefined): string {
  const names = itemsAt(at(validation, 'subjectAlternativeNames', 'match', 'exact'), '').map(({ item }) => plain(item))
  return `checked by ${describeSource(at(validation, 'trust')) ?? 'nothing'}${names.length === 0 ? '' : ` for ${names.join(', ')}`}`
}

/** A certificate or trust: `acm arn:…`, `file /certs/chain.pem`, `sds NAME`. */
export function describeSource(source: SpecValue | undefined): string | undefined {
  if (!isSpec(source)) return unknownOr(source)
  const parts = ['acm', 'file', 'sds'].filter(kind => isSet(source, kind)).map(kind => {
    const value = at(source, kind, 'certificateArn') ?? at(source, kind, 'certificateAuthorityArns') ?? at(source, kind, 'certificateChain') ?? at(source, kind, 'secretName')
    return `${kind} ${isList(value) ? value.map(plain).join(', ') : plain(value)}`
  })
  return parts.length === 0 ? undefined : parts.join(' and ')
}

function describeHealthCheck(check: SpecValue | undefined): string | undefined {
  if (!isSpec(check)) return unknownOr(check)
  const path = textAt(check, 'path')
  return `health check ${plain(at(check, 'protocol'))}${path === undefined ? '' : ` ${path}`} every ${plain(at(check, 'intervalMillis'))} ms, timeout ${plain(at(check, 'timeoutMillis'))} ms, `
    + `up after ${plain(at(check, 'healthyThreshold'))}, down after ${plain(at(check, 'unhealthyThreshold'))}`
}

function describeOutlierDetection(detection: SpecValue | undefined): string | undefined {
  if (!isSpec(detection)) return unknownOr(detection)
  return `outlier detection after ${plain(at(detection, 'maxServerErrors'))} server errors, every ${describeDuration(at(detection, 'interval'))}, `
    + `for ${describeDuration(at(detection, 'baseEjectionDuration'))}, at most ${plain(at(detection, 'maxEjectionPercent'))} % of the hosts`
}

/** A union by protocol: its members by `describe`. */
function describeByProtocol(union: SpecValue | undefined, describe: (value: SpecValue | undefined) => string | undefined): string | undefined {
  if (!isSpec(union)) return unknownOr(union)
  const parts = Object.keys(union).slice(0, 4).map(protocol => describe(at(union, protocol)) ?? '').filter(text => text !== '')
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** `timeout 30 s, idle 60 s`; undefined where neither is set. 0 switches a timeout off (User Guide, Virtual nodes: timeouts). */
export function describeTimeout(timeout: SpecValue | undefined): string | undefined {
  if (!isSpec(timeout)) return unknownOr(timeout)
  const parts = [['perRequest', 'timeout'], ['idle', 'idle timeout']].flatMap(([field = '', title = '']) => {
    if (!isSet(timeout, field)) return []
    return [numberAt(timeout, field, 'value') === 0 ? `${title} off` : `${title} ${describeDuration(at(timeout, field))}`]
  })
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** `15 s` */
export function describeDuration(duration: SpecValue | undefined): string {
  return isSpec(duration) ? `${plain(at(duration, 'value'))} ${plain(at(duration, 'unit'))}` : plain(duration)
}

function describeFields(value: SpecValue | undefined): string | undefined {
  if (!isSpec(value)) return unknownOr(value)
  return Object.entries(value).slice(0, 10).map(([key, item]) => `${key} ${plain(item)}`).join(', ')
}

/** A value without quotes; `?` where there is none. */
export function plain(value: SpecValue | undefined): string {
  if (value === undefined || value === null) return '?'
  return typeof value === 'string' ? value : showValue(value)
}

function unknownOr(value: SpecValue | undefined): string | undefined {
  return value instanceof Unknown ? value.expression : undefined
}
