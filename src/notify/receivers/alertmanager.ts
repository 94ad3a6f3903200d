import type { Message, Notice } from '../notice.ts'
import { post } from '../post.ts'
import type { Delivery, DeliveryContext, ReceiverSettings } from '../receiver.ts'
import { toUtf8 } from './well-formed.ts'

type Settings = Extract<ReceiverSettings, { kind: 'alertmanager' }>

/**
 * Posts every open cause as an alert, and those that are resolved with their end. Alertmanager groups, repeats and silences them itself.
 * An alert ends by itself when no sweep repeats it for `hold` seconds. Source: Alertmanager, API v2, POST /api/v2/alerts.
 */
export async function deliverAlertmanager(settings: Settings, message: Message, { signal, now }: DeliveryContext): Promise<Delivery> {
  if (message.what !== 'state') return { result: 'delivered' }
  const alerts = [
    ...message.firing.map(notice => toAlert(notice, settings, new Date(now + settings.hold * 1000).toISOString())),
    ...message.resolved.map(notice => toAlert(notice, settings, notice.at)),
  ]
  return post({ url: `${settings.url}/api/v2/alerts`, body: JSON.stringify(alerts), signal })
}

function toAlert({ cause, sweep, since, count }: Notice, { labels }: Settings, endsAt: string): object {
  const text = (value: string): string => toUtf8(value.replace(/[«»]/g, ''))
  return {
    labels: { ...labels, alertname: 'MeshmedicFinding', sweep, rule: cause.rule, severity: cause.severity, endpoint: text(cause.endpoint), subject: text(cause.label), fingerprint: cause.fingerprint },
    annotations: { summary: text(cause.message), title: cause.title, fix: text(cause.fix), verify: text(cause.verify), docs: cause.docs, explains: String(count) },
    startsAt: since, endsAt,
  }
}
