/** A gRPC application and its client, as far as a proxy sees them: HTTP/2 without TLS, and a status in the trailers. */
import { once } from 'node:events'
import { connect, createServer, type ClientHttp2Stream, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2'

/** An empty message: no compression, no bytes. */
const emptyMessage = Buffer.alloc(5)

/** Answers every call with OK, and every tenth with NOT_FOUND: an answer of the application, no failure of the mesh. */
export async function startGrpcApplication(address: string, port: number): Promise<() => void> {
  const server = createServer()
  const sessions = new Set<ServerHttp2Session>()
  let calls = 0
  server.on('session', session => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => undefined)
  })
  server.on('stream', stream => {
    const status = calls++ % 10 === 9 ? '5' : '0'
    stream.on('error', () => undefined)
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.resume()
    stream.end(emptyMessage)
  })
  server.listen(port, address)
  await once(server, 'listening')
  return () => {
    for (const session of sessions) session.destroy()
    server.close()
  }
}

export interface GrpcCalls {
  /** How often each gRPC status was answered; -1 counts calls that got none. */
  readonly counts: ReadonlyMap<number, number>
  stop: () => void
}

/** Ten calls a second of one method on one connection. */
export function startGrpcCalls(target: { address: string, port: number }, authority: string, method: string): GrpcCalls {
  const session = connect(`http://${target.address}:${target.port}`)
  const counts = new Map<number, number>()
  session.on('error', () => undefined)
  const call = (): void => {
    let status = -1
    const stream: ClientHttp2Stream = session.request({ ':method': 'POST', ':path': method, ':authority': authority, 'content-type': 'application/grpc', 'te': 'trailers' })
    stream.on('response', headers => { status = readStatus(headers, status) })
    stream.on('trailers', (trailers: IncomingHttpHeaders) => { status = readStatus(trailers, status) })
    stream.on('error', () => undefined)
    stream.on('close', () => counts.set(status, (counts.get(status) ?? 0) + 1))
    stream.resume()
    stream.end(emptyMessage)
  }
  const timer = setInterval(() => { if (!session.destroyed) call() }, 100)
  return {
    counts,
    stop: () => {
      clearInterval(timer)
      session.destroy()
    },
  }
}

/** The status stands in the headers where there is no message. */
const readStatus = (headers: IncomingHttpHeaders, before: number): number => headers['grpc-status'] === undefined ? before : Number(headers['grpc-status'])
