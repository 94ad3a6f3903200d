/** Which meshes to ask for, and how to reach App Mesh's API. */
export interface MeshRequest {
  names: readonly string[]
  /** Account of the mesh's owner, for meshes that were shared with the caller's account. */
  owner: string | undefined
  region: string | undefined
  profile: string | undefined
  /** A role to take on first. */
  roleArn: string | undefined
  /** Where the API answers, instead of AWS's own address: a private endpoint, an emulator. */
  endpointUrl: string | undefined
  /** Seconds for one answer. */
  requestSeconds: number
  signal: AbortSignal | undefined
  /** Told before each request: what is read, how many of how many. */
  onStep?: (step: { mesh: string, step: string, done: number, total: number }) => void
}
