import { UsageError } from '../../errors.ts'

/** Where the exporter listens. */
export type ListenAddress = { path: string } | { host: string | undefined, port: number }

/** Reads `:10905`, `127.0.0.1:10905`, `[::1]:10905`, `localhost:10905`, `unix:/run/exporter.sock`. @throws UsageError */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('unix:/')) return { path: text.slice('unix:'.length) }
  const match = /^(?:\[([0-9a-f:.%a-z]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(text)
  const port = Number(match?.[3])
  if (match !== null && port <= 65_535) {
    const host = match[1] ?? match[2]
    return { host: host === '' ? undefined : host, port }
  }
  throw new UsageError({
    what: `${JSON.stringify(text)} is no address to listen on.`,
    why: 'An address is a host or nothing, a colon, and a port, or the path of a Unix socket.',
    tryThis: 'Write --web.listen-address :10905, 127.0.0.1:10905, [::1]:10905, or unix:/run/meshmedic.sock.',
  })
}
