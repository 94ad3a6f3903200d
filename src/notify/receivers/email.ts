import { composeSubject, composeText } from '../compose.ts'
import type { Message } from '../notice.ts'
import type { Delivery, DeliveryContext, ReceiverSettings } from '../receiver.ts'
import { escapeText } from '../../report/escape.ts'
import { fillTemplate, type Template } from '../template.ts'

const longestSeconds = 20

/** Sends one e-mail to all receivers. TLS is used where the server offers it; a password is only sent over TLS. */
export async function deliverEmail(settings: Extract<ReceiverSettings, { kind: 'email' }>, message: Message, template: Template | undefined, key: string, { secrets }: DeliveryContext): Promise<Delivery> {
  const { createTransport } = await import('nodemailer')
  const url = new URL(settings.smtp)
  const isSecure = url.protocol === 'smtps:'
  const password = settings.password === undefined ? undefined : await secrets(settings.password)
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (isSecure ? 465 : 587), secure: isSecure, requireTLS: password !== undefined && !isSecure,
    ...(settings.user === undefined || password === undefined ? {} : { auth: { user: settings.user, pass: password } }),
    connectionTimeout: longestSeconds * 1000, greetingTimeout: longestSeconds * 1000, socketTimeout: longestSeconds * 1000,
    disableFileAccess: true, disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: settings.from, to: [...settings.to], subject: composeSubject(message),
      text: message.what === 'notice' && template !== undefined ? fillTemplate(template, message.notice, text => text.split('\n').map(escapeText).join('\n')) : composeText(message),
      messageId: `<${key.replace(/[^\w.-]/g, '_')}@meshmedic>`, headers: { 'x-meshmedic-key': key, 'auto-submitted': 'auto-generated' },
    })
    return { result: 'delivered' }
  } catch (error) {
    const { responseCode, code, response } = error as { responseCode?: number, code?: string, response?: string }
    const why = responseCode === undefined ? code ?? 'failed' : `the server answered ${escapeText((response ?? String(responseCode)).slice(0, 200))}`
    // 5xx of SMTP is for good, but a wrong password, or a server without TLS, may be mended.
    return responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH' && code !== 'ETLS' ? { result: 'never', why } : { result: 'again', why }
  } finally {
    transport.close()
  }
}
