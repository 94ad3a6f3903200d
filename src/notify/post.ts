import { CollectError } from '../errors.ts'
import type { Delivery } from './receiver.ts'

export interface Post { url: string, body: string, headers?: Readonly<Record<string, string>>, signal: AbortSignal }

const longestSeconds = 10

/**
 * Posts JSON once. Redirects are not followed: a message must not end up with somebody else. What the other side refuses for good
 * (4xx, but 408 and 429) is not tried again.
 */
export async function post({ url, body, headers = {}, signal }: Post): Promise<Delivery> {
  const { request } = await import('../http/post-client.ts')
  const deadline = AbortSignal.timeout(longestSeconds * 1000)
  try {
    const response = await request(url, {
      method: 'POST', body, headers: { 'content-type': 'application/json', 'user-agent': 'meshmedic', ...headers },
      signal: AbortSignal.any([deadline, signal]),
    })
    const { statusCode } = response
    const said = await response.body.dump({ limit: 4096, signal: AbortSignal.any([deadline, signal]) }).then(() => '').catch(() => '')
    if (statusCode < 300) return { result: 'delivered' }
    if (statusCode < 400) return { result: 'never', why: `${statusCode}, a redirect, which is not followed${said}` }
    return statusCode < 500 && statusCode !== 408 && statusCode !== 429 ? { result: 'never', why: `answered ${statusCode}` } : { result: 'again', why: `answered ${statusCode}` }
  } catch (error) {
    if (error instanceof CollectError) throw error
    if (deadline.aborted) return { result: 'again', why: `no answer in ${longestSeconds} s` }
    return { result: 'again', why: describe(error) }
  }
}

/** The code of the system's error; never the address, which may be a secret. */
function describe(error: unknown): string {
  const { code, name } = error as { code?: string, name?: string }
  return code ?? name ?? 'failed'
}
