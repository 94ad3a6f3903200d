import { Flags } from '@oclif/core'
import type { OpenOptions } from './open-evidence.ts'

/** The flags of every command that reads a mesh from App Mesh's API. */
export const meshFlags = {
  mesh: Flags.string({ multiple: true, description: "read this mesh's resources from App Mesh's API, which AWS ended on 2026-09-30", helpValue: 'NAME' }),
  'mesh-owner': Flags.string({ dependsOn: ['mesh'], description: 'account that owns the mesh, where it is shared', helpValue: 'ACCOUNT' }),
  'endpoint-url': Flags.string({ dependsOn: ['mesh'], description: 'where the API answers, a private endpoint or an emulator', helpValue: 'URL' }),
  region: Flags.string({ dependsOn: ['mesh'], description: 'AWS Region' }),
  profile: Flags.string({ dependsOn: ['mesh'], description: "profile of AWS's configuration files" }),
  'role-arn': Flags.string({ dependsOn: ['mesh'], description: 'role to assume first', helpValue: 'ARN' }),
}

type Given = { readonly [K in keyof typeof meshFlags]: K extends 'mesh' ? string[] | undefined : string | undefined }

/** What the flags ask of App Mesh's API; undefined where no mesh is named. */
export function toMeshRequest(flags: Given): OpenOptions['mesh'] {
  if (flags.mesh === undefined) return undefined
  return {
    names: flags.mesh, owner: flags['mesh-owner'], region: flags.region, profile: flags.profile, roleArn: flags['role-arn'], endpointUrl: flags['endpoint-url'],
  }
}
