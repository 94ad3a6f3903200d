import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received { path: string, headers: IncomingMessage['headers'], body: string }

/** A real HTTP server that remembers what it was sent and answers as told; `hang` never answers. */
export async function startReceiver(answers: readonly (number | 'hang' | { status: number, location: string })[] = [200]): Promise<{ url: string, received: Received[], close: () => Promise<void> }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      const answer = answers[Math.min(received.length, answers.length - 1)] ?? 200
      received.push({ path: request.url ?? '', headers: request.headers, body })
      if (answer === 'hang') return
      if (typeof answer === 'number') response.statusCode = answer
      else response.writeHead(answer.status, { location: answer.location })
      response.end('so be it')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received,
    close: () => new Promise(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
