/**
 * Recognises the App Mesh Agent's /status: one JSON object of strings with its names. A cut one is still told by them; other services'
 * health pages have neither.
 */
export function sniffAgent(head: string): 'agent_status' | undefined {
  if (!/^\s*\{\s*"/.test(head)) return undefined
  const text = head.slice(0, longest)
  const names = text.match(agentNames)
  // Lines of a log may carry an answer of the Agent inside; the answer itself is one object.
  if (names === null || /\}\s*\{/.test(text)) return undefined
  return new Set(names).size >= 2 && text.includes('"healthStatus"') ? 'agent_status' : undefined
}

/** The answer has about 400 bytes. */
const longest = 8192
const agentNames = /"(?:healthStatus|agentUptime|envoyPid|envoyState|envoyRestartCount|managementServerConnectionStatus|envoyReadinessState|initialConfigUpdateStatus)"\s*:\s*"/g
