import { fields, number, text } from './fields.ts'

export interface Address {
  /** IP address, host name, path of a pipe, or `envoy://NAME` of an internal listener. */
  address: string
  port: number | undefined
}

/** Reads envoy.config.core.v3.Address; a port that is left out is 0 (proto3). */
export function readAddress(value: unknown): Address | undefined {
  const { socket_address: socket, pipe, envoy_internal_address: internal } = fields(value)
  const address = text(fields(socket).address)
  if (address !== undefined) return { address, port: number(fields(socket).port_value) ?? 0 }
  const path = text(fields(pipe).path)
  if (path !== undefined) return { address: path, port: undefined }
  const name = text(fields(internal).server_listener_name)
  return name === undefined ? undefined : { address: `envoy://${name}`, port: undefined }
}

/** `10.0.0.1:80`, `[::1]:80`, or the path of a pipe, as Envoy prints addresses. */
export function printAddress({ address, port }: Address): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${canonicalIpv6(address)}]:${port}` : `${address}:${port}`
}

/** Reads what Envoy printed: `10.0.0.1:80`, `[::1]:80`, or a path. */
export function parseAddress(printed: string): Address {
  const found = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(printed)
  if (found === null) return { address: printed, port: undefined }
  return { address: found[1] ?? found[2] ?? '', port: Number(found[3]) }
}

/** `0:0:0:0:0:0:0:1` -> `::1`, as inet_ntop writes it. */
function canonicalIpv6(address: string): string {
  const url = `http://[${address}]`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address
}
