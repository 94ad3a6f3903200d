import type { Message, Notice } from '../notice.ts'
import { composeSubject } from '../compose.ts'
import { post } from '../post.ts'
import type { Delivery, DeliveryContext, ReceiverSettings } from '../receiver.ts'

/**
 * Triggers and resolves an incident for each cause; its fingerprint is the key by which PagerDuty knows it again.
 * Source: PagerDuty, Events API v2, "Send an event": summary of at most 1,024 characters, severities critical, error, warning, info.
 */
export async function deliverPagerduty(settings: Extract<ReceiverSettings, { kind: 'pagerduty' }>, message: Message, { secrets, signal }: DeliveryContext): Promise<Delivery> {
  if (message.what !== 'notice') return { result: 'delivered' }
  return post({ url: settings.url, body: JSON.stringify(toEvent(message.notice, message, await secrets(settings.routingKey))), signal })
}

function toEvent({ kind, cause, sweep, findings, count, at }: Notice, message: Message, routingKey: string): object {
  const head = { routing_key: routingKey, dedup_key: `meshmedic-${sweep}-${cause.fingerprint}` }
  if (kind === 'resolved') return { ...head, event_action: 'resolve' }
  return {
    ...head, event_action: 'trigger', client: 'meshmedic',
    payload: {
      summary: composeSubject(message).slice(0, 1024), source: cause.endpoint, severity: cause.severity, timestamp: at, class: cause.rule, component: cause.label, group: sweep,
      custom_details: { message: cause.message, fix: cause.fix, verify: cause.verify, docs: cause.docs, explains: count, findings: findings.map(finding => `${finding.rule} ${finding.endpoint}`) },
    },
  }
}
