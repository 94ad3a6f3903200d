/** The admin interface of an Envoy of the lab. What it answers is saved as it is. */

/** The body, or undefined when nothing answers within 5 s. A status other than 200 is an answer too: /ready gives 503 while starting. */
export async function getText(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000), headers: { connection: 'close' } })
    return await answer.text()
  } catch {
    return undefined
  }
}

/** Does to a proxy of the lab what somebody did to one in production: `/healthcheck/fail`, `/logging?level=debug`. */
export async function post(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(5000), headers: { connection: 'close' } })
  await answer.text()
}
