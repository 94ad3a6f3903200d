/** A series as it looks once the Agent's expressions took their labels out of its name. */
export interface TaggedName { /** What is left in the name before the metric, as Prometheus prints it. */ residue: string, node: string | undefined, service: string | undefined }

/**
 * What becomes of the extension's statistic for a virtual service and node. The Agent takes the service's name with an expression that stops at
 * a capital M, V or T, for its own labels begin so: of `shop.prod-V2.local` it takes `shop`, of `MyService.local` nothing, and the rest stays
 * in the metric's name. Of a node's name it takes what stands before the first dot.
 * Source: the Agent's metric filter (amazon-ecs-service-connect-agent, envoy_bootstrap/metric_filter).
 */
export function predictTags(node: string, service: string, metric: string, serviceFirst: boolean): TaggedName {
  const [nodePart, servicePart] = [`.TargetVirtualNode.${node}`, `.TargetVirtualService.${service}`]
  const rest = `${serviceFirst ? servicePart + nodePart : nodePart + servicePart}.${metric}`
  const nodeStart = serviceFirst ? servicePart.length : 0
  const serviceStart = serviceFirst ? 0 : nodePart.length
  const foundNode = firstSegment(rest, nodeStart + '.TargetVirtualNode.'.length)
  const foundService = longestWithoutCapitals(rest, serviceStart + '.TargetVirtualService.'.length)
  // Both are cut out of the whole name, the later one first.
  const cuts = [
    ...(foundNode === undefined ? [] : [{ from: nodeStart, to: foundNode.end }]),
    ...(foundService === undefined ? [] : [{ from: serviceStart, to: foundService.end }]),
  ].sort((a, b) => b.from - a.from)
  let name = rest
  for (const { from, to } of cuts) name = name.slice(0, from) + name.slice(to)
  const residue = name.slice(0, -metric.length - 1).replace(/^\./, '')
  return { residue: sanitise(residue), node: foundNode?.text, service: foundService?.text }
}

/** Characters that no Prometheus name has become `_`. */
function sanitise(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]/g, '_')
}

/** Lazily: at least one character, up to a dot that something follows. */
function firstSegment(text: string, start: number): { text: string, end: number } | undefined {
  const end = text.indexOf('.', start + 1)
  return end < 0 || end === text.length - 1 ? undefined : { text: text.slice(start, end), end }
}

/** Greedily: as many characters but M, V and T as there are, back to the last dot that something follows. */
function longestWithoutCapitals(text: string, start: number): { text: string, end: number } | undefined {
  let end = start
  while (end < text.length && !/[MVT]/.test(text[end] ?? '')) end++
  for (let at = Math.min(end, text.length - 2); at > start; at--) if (text[at] === '.') return { text: text.slice(start, at), end: at }
  return undefined
}
