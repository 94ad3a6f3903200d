import { escapeText } from '../../report/escape.ts'
import { composeText } from '../compose.ts'
import type { Message } from '../notice.ts'
import { post } from '../post.ts'
import type { Delivery, DeliveryContext, ReceiverSettings } from '../receiver.ts'
import { fillTemplate, type Template } from '../template.ts'
import { resolveUrl } from './webhook.ts'

/** A Slack message holds 40,000 characters. */
const longest = 30_000

/** Posts `{text}` to an incoming webhook, as Slack, Mattermost and Rocket.Chat take it. Source: Slack, "Sending messages using incoming webhooks". */
export async function deliverSlack(settings: Extract<ReceiverSettings, { kind: 'slack' }>, message: Message, template: Template | undefined, { secrets, signal }: DeliveryContext): Promise<Delivery> {
  const text = message.what === 'notice' && template !== undefined ? fillTemplate(template, message.notice, escapeSlack) : escapeMarkup(composeText(message))
  return post({ url: await resolveUrl(settings.url, secrets), body: JSON.stringify({ text: text.slice(0, longest) }), signal })
}

function escapeSlack(text: string): string {
  return text.split('\n').map(line => escapeMarkup(escapeText(line))).join('\n')
}

/** Slack's three characters; without `<` nothing can be a link or a mention. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
