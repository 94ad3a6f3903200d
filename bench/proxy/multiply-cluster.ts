/** One cluster of a recorded proxy, multiplied: which of them it is, and by what its names in the recording are replaced. */
export interface Copy { cluster: string, virtualNode: string, service: string, port: number, addresses: readonly string[], sick: boolean }

/** The recorded cluster, as fixtures name it. */
export const recorded = { cluster: 'cds_egress_shop_payments_http_8080', virtualNode: 'payments', service: 'payments.shop.local', port: 8080, routes: 'rds_egress_http_8080' }

const services = ['orders', 'users', 'cart', 'checkout', 'inventory', 'search', 'auth', 'payments', 'shipping', 'catalog']

/** Ports of the backends; App Mesh makes one route configuration of each. */
export const ports = [8000, 8001, 8002, 8003, 8080, 9080, 9090]

/** Copies with names as App Mesh makes them; every `sickEvery`-th is one whose server presents the wrong certificate. */
export function listCopies(count: number, endpoints: number, sickEvery: number): Copy[] {
  return Array.from({ length: count }, (_, i) => {
    const port = ports[i % ports.length] ?? 8080
    const virtualNode = `${services[i % services.length] ?? ''}-${i}`
    return {
      cluster: `cds_egress_shop_${virtualNode}_http_${port}`, virtualNode, service: `${virtualNode}.shop.local`, port,
      addresses: Array.from({ length: endpoints }, (__, j) => addressOf(i * endpoints + j)),
      sick: i % sickEvery === sickEvery - 1,
    }
  })
}

function addressOf(k: number): string {
  return `10.${64 + (k >> 16)}.${(k >> 8) & 255}.${k & 255}`
}

/** A recorded text about the cluster, about the copy instead. */
export function rename(text: string, copy: Copy): string {
  return text.replaceAll(recorded.cluster, copy.cluster).replaceAll(recorded.service, copy.service)
    .replaceAll(`\\"${recorded.virtualNode}\\"`, `\\"${copy.virtualNode}\\"`).replaceAll(`${recorded.service}:${recorded.port}`, `${copy.service}:${copy.port}`)
    .replaceAll(recorded.routes, `rds_egress_http_${copy.port}`).replaceAll(`:${recorded.port}"`, `:${copy.port}"`).replaceAll(`"port_value":${recorded.port}`, `"port_value":${copy.port}`)
}

/** A recorded record about the cluster, as one of the copy. */
export function renameRecord<T>(record: T, copy: Copy): T {
  return JSON.parse(rename(JSON.stringify(record), copy)) as T
}
