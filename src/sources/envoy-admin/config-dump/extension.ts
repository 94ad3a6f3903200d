import { fields, text, typeSuffix, type Fields } from '../fields.ts'

/** An extension's configuration with its type, taken out of whatever wraps it. */
export interface Extension {
  /** Name of the extension as configured: `envoy.filters.network.http_connection_manager`, in v2 `envoy.http_connection_manager`. */
  name: string
  /** Last part of its type, `HttpConnectionManager`; undefined in v2, which only has names. */
  type: string | undefined
  config: Fields
}

/** Reads a filter, transport socket, access log …: `typed_config`, `config` of v2, or a TypedStruct in between. */
export function readExtension(value: unknown): Extension {
  const extension = fields(value)
  const name = text(extension.name) ?? ''
  const typed = fields(extension.typed_config)
  const type = typeSuffix(typed['@type'])
  if (type === 'TypedStruct') return { name, type: typeSuffix(typed.type_url), config: fields(typed.value) }
  if (type !== undefined) return { name, type, config: typed }
  return { name, type: undefined, config: fields(extension.typed_config ?? extension.config) }
}
