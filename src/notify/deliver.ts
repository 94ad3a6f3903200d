import type { OutboxItem, SweepStore } from '../store/store.ts'
import type { Message } from './notice.ts'
import type { Delivery, DeliveryContext, ReceiverConfig, Secrets } from './receiver.ts'
import { deliverAlertmanager } from './receivers/alertmanager.ts'
import { deliverToCommand } from './receivers/command.ts'
import { deliverEmail } from './receivers/email.ts'
import { deliverPagerduty } from './receivers/pagerduty.ts'
import { deliverSlack } from './receivers/slack.ts'
import { deliverWebhook } from './receivers/webhook.ts'

export interface DeliverOptions { secrets: Secrets, now: () => number, signal: AbortSignal }

/** What became of the messages that were due. */
export interface Delivered { delivered: number, waiting: readonly { receiver: string, why: string }[], failed: readonly { receiver: string, why: string }[] }

/** Waits of 10 s, 20 s, 40 s … up to an hour between attempts, for a day. */
const backoff = { first: 10_000, longest: 3600_000, giveUpAfter: 86_400_000 }
const mostAtOnce = 500

/**
 * Delivers what is due, receivers side by side, the messages of each in their order: where one cannot be delivered now, those behind it
 * wait, so that nobody hears of an end before the beginning. At least once: a process that dies between sending and noting it sends again,
 * under the same key.
 */
export async function deliverDue(store: SweepStore, receivers: readonly ReceiverConfig[], { secrets, now, signal }: DeliverOptions): Promise<Delivered> {
  const due = await store.dueMessages(now(), mostAtOnce)
  const outcome = { delivered: 0, waiting: [] as { receiver: string, why: string }[], failed: [] as { receiver: string, why: string }[] }
  await Promise.all(Array.from(groupByReceiver(due), async ([name, items]) => {
    const receiver = receivers.find(one => one.name === name)
    for (const item of items) {
      if (signal.aborted) return
      const delivery = receiver === undefined ? { result: 'never' as const, why: 'there is no receiver of this name any more' } : await attempt(receiver, item, { secrets, now: now(), signal })
      if (delivery.result === 'delivered') {
        outcome.delivered++
        await store.settleMessage(item.id, { delivered: true })
        continue
      }
      const isOld = now() - item.created > backoff.giveUpAfter
      if (delivery.result === 'never' || isOld) {
        outcome.failed.push({ receiver: name, why: delivery.why })
        await store.settleMessage(item.id, { failed: delivery.why })
        continue
      }
      outcome.waiting.push({ receiver: name, why: delivery.why })
      await store.settleMessage(item.id, { again: now() + Math.min(backoff.longest, backoff.first * 2 ** Math.min(item.attempts, 12)), error: delivery.why })
      return
    }
  }))
  return outcome
}

function groupByReceiver(items: readonly OutboxItem[]): Map<string, OutboxItem[]> {
  const groups = new Map<string, OutboxItem[]>()
  for (const item of items) groups.set(item.receiver, [...groups.get(item.receiver) ?? [], item])
  return groups
}

async function attempt({ settings, template }: ReceiverConfig, { body, key }: OutboxItem, context: DeliveryContext): Promise<Delivery> {
  try {
    const message = JSON.parse(body) as Message
    switch (settings.kind) {
      case 'webhook': return await deliverWebhook(settings, message, template, key, context)
      case 'slack': return await deliverSlack(settings, message, template, context)
      case 'alertmanager': return await deliverAlertmanager(settings, message, context)
      case 'pagerduty': return await deliverPagerduty(settings, message, context)
      case 'email': return await deliverEmail(settings, message, template, key, context)
      case 'command': return await deliverToCommand(settings, message, template, context)
    }
  } catch (error) {
    // A secret that is not there may be put there.
    return { result: 'again', why: error instanceof Error ? error.message : String(error) }
  }
}
