import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nock from 'nock'
import type { CollectError } from '../../../src/errors.ts'
import { collectMeshes } from '../../../src/sources/app-mesh/live/collect-mesh.ts'
import type { MeshRequest } from '../../../src/sources/app-mesh/live/request.ts'

const root = '/v20190125/meshes/shop'
const role = 'arn:aws:iam::111122223333:role/reader'
const request: MeshRequest = { names: ['shop'], owner: undefined, region: 'eu-west-1', profile: undefined, roleArn: undefined, endpointUrl: undefined, requestSeconds: 5, signal: undefined }
const lists = ['virtualNodes', 'virtualServices', 'virtualRouters', 'virtualGateways']

/** A mesh in which nothing is; `signed` tells whether a request's signature is the one that is expected. */
function serveEmptyMesh(region: string, signed: (header: (name: string) => string) => boolean): nock.Scope {
  const scope = nock(`https://appmesh.${region}.amazonaws.com`)
  const check = function (this: nock.ReplyFnContext, body: object): [number, object] {
    const header = (name: string): string => [this.req.headers[name] ?? ''].flat().join()
    return signed(header) ? [200, body] : [403, { message: `signed by another: ${header('authorization')}` }]
  }
  scope.get(root).reply(function () {
    return check.call(this, { meshName: 'shop', metadata: { arn: `arn:aws:appmesh:${region}:111122223333:mesh/shop`, version: 1, uid: 'u', meshOwner: '111122223333', resourceOwner: '111122223333', createdAt: 1, lastUpdatedAt: 1 }, spec: {}, status: { status: 'ACTIVE' } })
  })
  for (const kind of lists) {
    scope.get(`${root}/${kind}`).reply(function () {
      return check.call(this, { [kind]: [] })
    })
  }
  return scope
}

/** The answer of STS, as its query protocol writes it. */
const assumed = (more = ''): string => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>${more}
  <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/reader/meshmedic</Arn><AssumedRoleId>AROAEXAMPLE:meshmedic</AssumedRoleId></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIAOFTHEROLE</AccessKeyId><SecretAccessKey>example-of-the-role</SecretAccessKey><SessionToken>token-of-the-role</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
  </AssumeRoleResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></AssumeRoleResponse>`
const refused = (code: string, message: string): string => `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`

const asked = (body: unknown): URLSearchParams => new URLSearchParams(typeof body === 'string' ? body : Object.entries(body as Record<string, string>))

describe("credentials for App Mesh's API", function () {
  this.timeout(30_000)
  const kept: Record<string, string | undefined> = {}
  let folder = ''

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    writeFileSync(join(folder, 'credentials'), '[other]\naws_access_key_id = AKIDOFOTHER\naws_secret_access_key = example-of-other\n[default]\naws_access_key_id = AKIDOFDEFAULT\naws_secret_access_key = example\n')
    writeFileSync(join(folder, 'config'), '[profile other]\nregion = ap-south-1\n[profile without-region]\n')
    const environment: Record<string, string | undefined> = {
      AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined, AWS_PROFILE: undefined, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined,
      AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    }
    for (const [name, value] of Object.entries(environment)) {
      kept[name] = process.env[name]
      setVariable(name, value)
    }
    nock.disableNetConnect()
  })
  after(() => {
    for (const [name, value] of Object.entries(kept)) setVariable(name, value)
    rmSync(folder, { recursive: true })
    nock.enableNetConnect()
    nock.restore()
    nock.activate()
  })
  afterEach(() => {
    const pending = nock.pendingMocks()
    nock.cleanAll()
    assert.deepEqual(pending, [], 'requests that were never made')
  })

  const failuresOf = async (more: Partial<MeshRequest>): Promise<string[]> =>
    (await collectMeshes({ ...request, ...more })).proxies.flatMap(({ answers }) => answers).flatMap(({ failure }) => failure === undefined ? [] : [failure.message])

  it('the default profile signs where none is named', async () => {
    const scope = serveEmptyMesh('eu-west-1', header => header('authorization').includes('Credential=AKIDOFDEFAULT/'))
    assert.deepEqual(await failuresOf({}), [])
    assert.ok(scope.isDone())
  })

  it('--profile has its keys and its Region', async () => {
    const scope = serveEmptyMesh('ap-south-1', header => /Credential=AKIDOFOTHER\/\d+\/ap-south-1\/appmesh\//.test(header('authorization')))
    assert.deepEqual(await failuresOf({ region: undefined, profile: 'other' }), [])
    assert.ok(scope.isDone())
  })

  it("--region counts before the profile's", async () => {
    const scope = serveEmptyMesh('us-east-2', header => header('authorization').includes('Credential=AKIDOFOTHER/') && header('authorization').includes('/us-east-2/'))
    assert.deepEqual(await failuresOf({ region: 'us-east-2', profile: 'other' }), [])
    assert.ok(scope.isDone())
  })

  it('a profile that does not exist is a matter of credentials', async () => {
    await assert.rejects(collectMeshes({ ...request, profile: 'nobody' }), (error: CollectError) => {
      assert.match(error.message, /the credentials are not accepted/)
      assert.equal(error.why, 'Requests were to be signed with the keys of profile "nobody".')
      assert.match(error.tryThis, /aws sts get-caller-identity --profile nobody/)
      return true
    })
  })

  it('--role-arn is assumed once, and its keys and token sign every request', async () => {
    const sts = nock('https://sts.eu-west-1.amazonaws.com').post('/', body => {
      const query = asked(body)
      return query.get('Action') === 'AssumeRole' && query.get('RoleArn') === role && query.get('RoleSessionName') === 'meshmedic'
    }).reply(function () {
      return String(this.req.headers.authorization).includes('Credential=AKIDOFDEFAULT/') ? [200, assumed(), { 'content-type': 'text/xml' }] : [403, refused('AccessDenied', 'not the default profile')]
    })
    const scope = serveEmptyMesh('eu-west-1', header => header('authorization').includes('Credential=ASIAOFTHEROLE/') && header('x-amz-security-token') === 'token-of-the-role')
    assert.deepEqual(await failuresOf({ roleArn: role }), [])
    assert.ok(sts.isDone() && scope.isDone())
  })

  it('--role-arn is assumed by the keys of --profile', async () => {
    const sts = nock('https://sts.ap-south-1.amazonaws.com').post('/').reply(function () {
      return String(this.req.headers.authorization).includes('Credential=AKIDOFOTHER/') ? [200, assumed(), { 'content-type': 'text/xml' }] : [403, refused('AccessDenied', 'not that profile'), { 'content-type': 'text/xml' }]
    })
    const scope = serveEmptyMesh('ap-south-1', header => header('authorization').includes('Credential=ASIAOFTHEROLE/'))
    assert.deepEqual(await failuresOf({ region: undefined, profile: 'other', roleArn: role }), [])
    assert.ok(sts.isDone() && scope.isDone())
  })

  const denied: readonly [string, string, string, RegExp][] = [
    ['that may not be assumed', 'AccessDenied', 'User is not authorized to perform: sts:AssumeRole', /the credentials are not accepted.*not authorized to perform: sts:AssumeRole/],
    ['that is asked for with expired keys', 'ExpiredToken', 'The security token included in the request is expired', /ExpiredToken/],
  ]
  for (const [name, code, message, expected] of denied) {
    it(`a role ${name}: said once, and App Mesh is not asked`, async () => {
      let times = 0
      const sts = nock('https://sts.eu-west-1.amazonaws.com').persist().post('/').reply(() => {
        times++
        return [403, refused(code, message), { 'content-type': 'text/xml' }]
      })
      await assert.rejects(collectMeshes({ ...request, roleArn: role }), (error: CollectError) => {
        assert.match(error.message, expected)
        assert.match(error.why, /^Role arn:aws:iam::111122223333:role\/reader was to be assumed with the keys/)
        return true
      })
      assert.ok(sts.isDone())
      assert.equal(times, 1)
      nock.cleanAll()
    })
  }
})

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name)
  else process.env[name] = value
}
