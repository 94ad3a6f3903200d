import assert from 'node:assert/strict'
import { splitArn, whyNoPrivateCertificate } from '../../../src/analysis/mesh/certificates.ts'
import { Absent } from '../../../src/evidence/absent.ts'

const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/0f1e2d3c'
const ca = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0f1e2d3c'

describe('whyNoPrivateCertificate', () => {
  const wrong: readonly [string, string, RegExp][] = [
    ['certificate', ca, /a CA where a certificate is needed/], ['ca', certificate, /a certificate where a CA is needed/],
    ['certificate', 'arn:aws:iam::111122223333:server-certificate/x', /but of iam/], ['ca', 'arn:aws:iam::111122223333:server-certificate/x', /but of iam/],
    ['ca', `${ca}/certificate/1`, /no private CA/], ['certificate', '/keys/a.pem', /no ARN/], ['certificate', 'arn:aws:acm', /no ARN/], ['ca', '', /no ARN/],
  ]
  for (const [role, arn, why] of wrong) it(`${role} ${arn}`, () => assert.match(whyNoPrivateCertificate(role, arn), why))
  for (const [role, arn] of [['certificate', certificate], ['ca', ca]] as const) {
    it(`of ${arn} only AWS tells whether it is private`, () => { assert.throws(() => whyNoPrivateCertificate(role, arn), (error: unknown) => error instanceof Absent && /describe-certificate/.test(error.reason)) })
  }
})

describe('splitArn', () => {
  it('keeps colons of the resource', () => assert.deepEqual(splitArn('arn:aws-cn:sns:cn-north-1:1:a:b'), { service: 'sns', region: 'cn-north-1', account: '1', resource: 'a:b' }))
})
