import { fields, isFields, records, type Fields } from '../fields.ts'
import { readExtension } from './extension.ts'

type Side = 'Upstream' | 'Downstream'

/**
 * The TLS context of a cluster or filter chain, or undefined where it is plaintext: its transport_socket, one of its
 * transport_socket_matches, or `tls_context` of v2; also inside another socket (proxy protocol, tap, start_tls, QUIC).
 */
export function findTlsContext(holder: Fields, side: Side): Fields | undefined {
  const own = contextOf(holder.transport_socket, side, 0)
  if (own !== undefined) return own
  for (const match of records(holder.transport_socket_matches)) {
    const found = contextOf(match.transport_socket, side, 0)
    if (found !== undefined) return found
  }
  return isFields(holder.tls_context) ? holder.tls_context : undefined
}

/** Sockets wrap one another a level or two; more is no configuration. */
const deepest = 5

function contextOf(socket: unknown, side: Side, depth: number): Fields | undefined {
  if (!isFields(socket) || depth > deepest) return undefined
  const { name, type, config } = readExtension(socket)
  if (type === `${side}TlsContext`) return config
  if (type === undefined && /(^|\.)tls$/.test(name)) return config
  const quic = config[side === 'Upstream' ? 'upstream_tls_context' : 'downstream_tls_context']
  if (isFields(quic)) return quic
  const startTls = config.tls_socket_config
  if (isFields(startTls) && Object.keys(fields(startTls)).length > 0) return startTls
  return contextOf(config.transport_socket, side, depth + 1)
}
