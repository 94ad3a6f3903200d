import { AppMeshClient } from '@aws-sdk/client-app-mesh'
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { MeshRequest } from './request.ts'

/**
 * The SDK's client, read-only by what is asked of it. Throttled requests are repeated at a rate that adapts to what the API bears;
 * five attempts in all. Credentials and Region come from where the AWS CLI takes them.
 */
export function makeClient({ region, profile, roleArn, endpointUrl, requestSeconds }: MeshRequest): AppMeshClient {
  const place = { ...region === undefined ? {} : { region }, ...profile === undefined ? {} : { profile } }
  return new AppMeshClient({
    ...place,
    ...endpointUrl === undefined ? {} : { endpoint: endpointUrl },
    ...roleArn === undefined ? {} : { credentials: fromTemporaryCredentials({ params: { RoleArn: roleArn, RoleSessionName: 'meshmedic' }, clientConfig: place }) },
    maxAttempts: 5,
    retryMode: 'adaptive',
    requestHandler: { connectionTimeout: 5000, requestTimeout: requestSeconds * 1000 },
  })
}
