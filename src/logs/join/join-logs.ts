import type { LogSource } from '../inputs/open-inputs.ts'
import { untilAborted } from '../inputs/read-bytes.ts'
import type { LogReport } from '../log-report.ts'
import { joinReportVersion, type JoinReport, type JoinSide } from './join-report.ts'
import { mostHeld, Pairing } from './pairing.ts'
import { SideReader } from './side-reader.ts'

/**
 * Reads a client's and a server's log side by side, always the one that lags behind in time, so that the two lines of a request are near each
 * other and few requests need to be held.
 */
export async function joinLogs(client: LogSource, server: LogSource, options: { formats: readonly string[], signal: AbortSignal, tool: LogReport['tool'], problems: LogReport['problems'] }): Promise<JoinReport> {
  const pairing = new Pairing()
  const problems = [...options.problems]
  const sides = [{ source: client, reader: new SideReader(options.formats, (id, seen) => pairing.add('clients', id, seen)) },
    { source: server, reader: new SideReader(options.formats, (id, seen) => pairing.add('servers', id, seen)) }].map(side => ({
    ...side, done: false,
    chunks: untilAborted(side.source.open(message => problems.push({ source: side.source.name, line: null, message })), options.signal),
  }))
  for (;;) {
    const open = sides.filter(side => !side.done)
    if (open.length === 0) break
    const next = open.reduce((a, b) => b.reader.to < a.reader.to ? b : a)
    const chunk = await next.chunks.next()
    if (chunk.done === true) {
      next.reader.end()
      next.done = true
    } else next.reader.write(chunk.value)
  }
  const [clients, servers] = sides.map(side => side.reader)
  // Envoy writes a line when the request has ended, and in blocks: what began as the newest line or later may not be written yet.
  pairing.finish(time => time < 0 || (servers !== undefined && time >= servers.from && time < servers.to))
  const side = (source: LogSource, reader: SideReader | undefined): JoinSide => ({
    source: source.name, requests: reader?.requests ?? 0, errors: reader?.errors ?? 0, withoutId: reader?.withoutId ?? 0, from: toIso(reader?.from), to: toIso(reader?.to),
  })
  const { pairs, retries, clientOnly, uncovered, serverOnly, givenUp } = pairing
  return {
    schemaVersion: joinReportVersion, tool: options.tool, partial: options.signal.aborted ? 'interrupted' : null,
    client: side(client, clients), server: side(server, servers), pairs, retries, clientOnly, uncovered, serverOnly, givenUp, held: mostHeld,
    failures: pairing.failures(), time: pairing.time(), problems,
  }
}

const toIso = (time: number | undefined): string | null => time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString()
