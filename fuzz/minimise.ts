/**
 * The shortest input, found by leaving out ever smaller pieces, for which `breaks` still holds.
 * @param tries how often `breaks` may be asked at the most
 */
export async function minimise(input: Uint8Array, breaks: (input: Uint8Array) => Promise<boolean>, tries = 400): Promise<Uint8Array> {
  let best = input
  let left = tries
  for (let size = best.length >> 1; size > 0 && left > 0; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; left--) {
      const shorter = new Uint8Array(Buffer.concat([best.subarray(0, at), best.subarray(at + size)]))
      if (await breaks(shorter)) best = shorter
      else at += size
    }
  }
  return best
}
