import { createHmac } from 'node:crypto'
import type { Message } from '../notice.ts'
import { post } from '../post.ts'
import type { Delivery, DeliveryContext, ReceiverSettings, SecretPlace } from '../receiver.ts'
import { fillTemplate, type Template } from '../template.ts'

/**
 * Posts the notice as JSON. With a secret, `X-Meshmedic-Signature: sha256=HEX` is the HMAC-SHA256 of the timestamp header, a dot and
 * the body: whoever checks both knows who sent it, and that it is not old. `Idempotency-Key` stays the same over attempts.
 */
export async function deliverWebhook(settings: Extract<ReceiverSettings, { kind: 'webhook' }>, message: Message, template: Template | undefined, key: string, { secrets, now, signal }: DeliveryContext): Promise<Delivery> {
  const body = message.what === 'notice'
    ? template === undefined ? JSON.stringify(message.notice) : fillTemplate(template, message.notice, escapeJson)
    : JSON.stringify(message)
  const headers: Record<string, string> = { 'idempotency-key': key }
  if (settings.secret !== undefined) {
    const timestamp = String(Math.floor(now / 1000))
    headers['x-meshmedic-timestamp'] = timestamp
    headers['x-meshmedic-signature'] = `sha256=${createHmac('sha256', await secrets(settings.secret)).update(`${timestamp}.${body}`).digest('hex')}`
  }
  return post({ url: await resolveUrl(settings.url, secrets), body, headers, signal })
}

/** @throws Error where the secret that holds the address is not there, or holds none */
export async function resolveUrl(url: string | SecretPlace, secrets: DeliveryContext['secrets']): Promise<string> {
  if (typeof url === 'string') return url
  const text = await secrets(url)
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Error(`${'env' in url ? url.env : url.file} holds no http address`)
  return text
}

/** Within a JSON string: the template brings its own quotes. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
