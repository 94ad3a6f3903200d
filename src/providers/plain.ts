import type { Provider } from './names.ts'

/** An Envoy of no mesh that we know: names stand for themselves. */
export const plain: Provider = {
  id: 'plain',
  title: 'plain Envoy',
  nameCluster: (name, { controlPlaneClusters, dynamic }) => ({
    label: name, direction: '',
    special: controlPlaneClusters?.includes(name) === true ? 'control-plane' : controlPlaneClusters === undefined && dynamic !== true && /(?:^|[_-])(?:ads|xds)(?:[_-]|$)/.test(name) ? 'bootstrap' : '',
  }),
  nameListener: name => name,
}

/** Istio's clusters are `outbound|80||host` and `inbound|8080||`. Source: Istio, "Debugging Envoy and Istiod". */
export const istio: Provider = {
  id: 'istio',
  title: 'Istio',
  nameCluster: (name, context) => {
    const [direction, port, , host] = name.split('|')
    // Istio's control plane names all that it configures so: anything else comes from the bootstrap.
    if (host === undefined) return context.controlPlaneClusters === undefined && context.dynamic !== true ? { label: name, direction: '', special: 'bootstrap' } : plain.nameCluster(name, context)
    return {
      label: host === '' ? `application :${port ?? ''}` : host, special: '',
      direction: direction === 'outbound' ? 'egress' : direction === 'inbound' ? 'ingress' : '',
      ...(port !== undefined && /^\d{1,5}$/.test(port) ? { port: Number(port) } : {}),
    }
  },
  nameListener: name => name,
}
