import { Absent } from '../../evidence/absent.ts'

/** Parts of any ARN: `arn:partition:service:region:account:resource`. */
export interface ArnParts { service: string, region: string, account: string, resource: string }

/** Undefined for what is no ARN. */
export function splitArn(arn: string): ArnParts | undefined {
  const [head, , service, region, account, ...resource] = arn.split(':')
  if (head !== 'arn' || service === undefined || region === undefined || account === undefined) return undefined
  return { service, region, account, resource: resource.join(':') }
}

/**
 * Why an ARN cannot be what TLS in App Mesh needs in its place: a certificate that ACM holds, or a private CA.
 * Source: App Mesh User Guide, TLS, "AWS Private CA".
 * @throws Absent where only ACM itself tells whether the certificate is private, or the CA a root
 */
export function whyNoPrivateCertificate(role: string, arn: string): string {
  const parts = splitArn(arn)
  if (parts === undefined) return 'it is no ARN'
  const isCa = parts.service === 'acm-pca' && /^certificate-authority\/[^/]+$/.test(parts.resource)
  const isCertificate = parts.service === 'acm' && parts.resource.startsWith('certificate/')
  if (role === 'certificate' && isCa) return 'it names a CA where a certificate is needed'
  if (role === 'ca' && isCertificate) return 'it names a certificate where a CA is needed'
  if (role === 'certificate' && !isCertificate) return `it is none of ACM's certificates, but of ${parts.service === '' ? 'nothing' : parts.service}`
  if (role === 'ca' && !isCa) return `it is no private CA, but of ${parts.service === '' ? 'nothing' : parts.service}`
  throw role === 'certificate' ? askAcm : askPca
}

const askAcm = new Absent('other system', 'only aws acm describe-certificate tells whether the certificate is private (Type PRIVATE)')
const askPca = new Absent('other system', 'only aws acm-pca describe-certificate-authority tells whether the CA is a root (Type ROOT)')
