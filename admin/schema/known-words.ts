/** Words with a spelling of their own, by their lower-case form. */
const ownSpelling: Readonly<Record<string, string>> = {
  '2fa': '2FA',
  b2b: 'B2B',
  b2c: 'B2C',
  base64: 'Base64',
  ec2: 'EC2',
  github: 'GitHub',
  gitlab: 'GitLab',
  graphql: 'GraphQL',
  h264: 'H264',
  i18n: 'i18n',
  ids: 'IDs',
  ios: 'iOS',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  k8s: 'K8s',
  linkedin: 'LinkedIn',
  macos: 'macOS',
  md5: 'MD5',
  mp3: 'MP3',
  mp4: 'MP4',
  mysql: 'MySQL',
  oauth: 'OAuth',
  oauth2: 'OAuth2',
  paypal: 'PayPal',
  postgresql: 'PostgreSQL',
  s3: 'S3',
  sha1: 'SHA1',
  sha256: 'SHA256',
  sha512: 'SHA512',
  utf8: 'UTF-8',
  whatsapp: 'WhatsApp',
  x509: 'X509',
  youtube: 'YouTube',
}

/** Words in capitals, except those that are often plain words (`pin`, `po`, `mac`). */
const acronyms = new Set(
  [
    'acl ai api asin bic cdn cidr cli cors cpu crm css csrf csv dns dob dpi dsn ean ein erp eta eur faq ftp gdpr gps gpu',
    'gtin gui html http https iban id imap imei ip isbn isin issn jpg json jwks jwt kpi ldap llm mfa mime nfc oidc otp pdf',
    'php png qr ram rfid rgb roi rpc rss saml scim sdk seo sku sla sms smtp sql ssh ssl ssn sso svg tcp tls totp ttl tv udp',
    'ui upc uri url usb usd utc utm uuid ux vat vin vpn xml yaml',
  ].flatMap((line) => line.split(' ')),
)

/** Known words that would be split where digits or letters of different case meet. */
export const compounds: readonly string[] = Object.keys(ownSpelling).filter((word) => word !== 'ids')

/** The acronym that a word is, or is the plural of: `sku`, `skus`. */
export function acronymIn(word: string): string | undefined {
  const small = word.toLowerCase()
  return [small, small.replace(/s$/u, '')].find((stem) => acronyms.has(stem))
}

/** A word as it is written in the middle of a sentence. */
export function spelled(word: string): string {
  const small = word.toLowerCase()
  const known = Object.hasOwn(ownSpelling, small) ? ownSpelling[small] : undefined
  if (known !== undefined) return known
  if (acronyms.has(small)) return small.toUpperCase()
  // "urls"
  const stem = small.slice(0, -1)
  if (small.endsWith('s') && acronyms.has(stem)) return `${stem.toUpperCase()}s`
  // A letter with a number is a symbol: "Q1", "V2".
  return /^\p{L}\d+$/u.test(word) ? word.toUpperCase() : small
}
