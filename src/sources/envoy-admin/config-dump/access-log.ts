import { fields, isFields, records, text, type Fields } from '../fields.ts'
import { readExtension } from './extension.ts'

/** Whether an HTTP connection manager or tcp_proxy writes access logs, and the first format that is not Envoy's default. */
export function readAccessLog(config: Fields): { accessLog: boolean, accessLogFormat: string | undefined } {
  const logs = records(config.access_log)
  for (const log of logs) {
    const format = readFormat(readExtension(log).config)
    if (format !== undefined) return { accessLog: true, accessLogFormat: format }
  }
  return { accessLog: logs.length > 0, accessLogFormat: undefined }
}

/** Text as it is, JSON as JSON text; the older fields stand in the log's own message. */
function readFormat(log: Fields): string | undefined {
  const format = fields(log.log_format)
  const source = fields(format.text_format_source)
  const json = [format.json_format, log.json_format, log.typed_json_format].find(isFields)
  return text(format.text_format) ?? text(source.inline_string) ?? text(log.format)
    ?? (json === undefined ? undefined : JSON.stringify(json))
}
