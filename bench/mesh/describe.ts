/** One resource that was made, with what a describe operation answers. */
export interface Made { kind: string, name: string, parent: string | undefined, answer: Readonly<Record<string, Answer>> }

interface Answer { metadata?: object, [member: string]: unknown }

const account = '111122223333'
const mesh = 'shop'

/** A resource of mesh `shop` as a describe operation answers it. */
export function describe(kind: string, name: string, spec: object, parentKind?: string, parent?: string): Made {
  const outer = parent === undefined ? '' : `/${parentKind ?? ''}/${parent}`
  const names = { meshName: mesh, ...parent === undefined ? {} : { [`${parentKind ?? ''}Name`]: parent }, ...kind === 'mesh' ? {} : { [`${kind}Name`]: name } }
  const metadata = {
    arn: `arn:aws:appmesh:eu-west-1:${account}:mesh/${mesh}${outer}${kind === 'mesh' ? '' : `/${kind}/${name}`}`, version: 1, uid: 'a1b2c3d4-0000-4000-8000-000000000001',
    createdAt: '2026-08-01T10:00:00+00:00', lastUpdatedAt: '2026-08-02T10:00:00+00:00', meshOwner: account, resourceOwner: account,
  }
  return { kind, name, parent, answer: { [kind]: { ...names, metadata, spec, status: { status: 'ACTIVE' } } } }
}

/** What a list operation answers of these, all of one kind and parent. */
export function listOf(resources: readonly Made[]): Record<string, object[]> {
  const [first] = resources
  return { [`${first?.kind ?? ''}s`]: resources.map(({ kind, answer }) => {
    const { metadata = {}, ...members } = answer[kind] ?? {}
    return { ...Object.fromEntries(Object.entries(members).filter(([key]) => key.endsWith('Name'))), ...metadata }
  }) }
}
