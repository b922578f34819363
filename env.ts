import { isIP } from 'node:net'
import { z } from 'zod'

const whole = (message: string) => z.coerce.number(message).int(message)

const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')

/** Tokens and secrets go there, so only this machine may be asked without TLS. */
const issuer = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as https://login.example.com' })
  .refine(
    (url) => url.startsWith('https://') || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/u.test(url),
    'must begin with https://',
  )

/** What each provider of single sign-on needs. */
const providerVariables = [
  ['AUTH_GITHUB_ID', 'AUTH_GITHUB_SECRET'],
  ['AUTH_GOOGLE_ID', 'AUTH_GOOGLE_SECRET'],
  ['AUTH_MICROSOFT_ENTRA_ID_ID', 'AUTH_MICROSOFT_ENTRA_ID_SECRET'],
  ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID', 'AUTH_OIDC_SECRET'],
] as const

function areProxies(text: string): boolean {
  if (/^\d{1,2}$/u.test(text.trim())) return true
  return text.split(',').every((part) => {
    const [address = '', bits] = part.trim().split('/')
    const version = isIP(address)
    return (
      version !== 0 && (bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
    )
  })
}

const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  DATABASE_URL: databaseUrl.optional(),
  /** For migrations, bypassing a pooler that shares sessions. */
  DATABASE_MIGRATION_URL: databaseUrl.optional(),
  AUTH_SECRET: z.string().optional(),
  /** Earlier secrets, separated by commas. */
  AUTH_SECRET_OLD: z.string().optional(),
  /** Providers of single sign-on. */
  AUTH_GITHUB_ID: z.string().optional(),
  AUTH_GITHUB_SECRET: z.string().optional(),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  AUTH_MICROSOFT_ENTRA_ID_ID: z.string().optional(),
  AUTH_MICROSOFT_ENTRA_ID_SECRET: z.string().optional(),
  AUTH_MICROSOFT_ENTRA_ID_ISSUER: issuer.optional(),
  AUTH_OIDC_ISSUER: issuer.optional(),
  AUTH_OIDC_ID: z.string().optional(),
  AUTH_OIDC_SECRET: z.string().optional(),
  /** On its button. */
  AUTH_OIDC_NAME: z.string().max(60, 'must have at most 60 characters').optional(),
  PORT: whole('must be a port number').min(1, 'must be a port number').max(65_535, 'must be a port number').optional(),
  HOST: z.string().optional(),
  BROLLY_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as https://admin.example.com' }).optional(),
  /** Hosts in addition to that of `BROLLY_URL`, separated by commas. */
  BROLLY_HOSTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((host) => host.trim()))
    .transform((hosts) => hosts.filter((host) => host !== ''))
    .pipe(
      z.array(z.string().regex(/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/iu, 'must be hosts such as admin.example.com')),
    ),
  /** The number of proxies in front of this server, or their addresses and networks, separated by commas. */
  BROLLY_TRUSTED_PROXIES: z.string().refine(areProxies, 'must be a number, or addresses such as 10.0.0.0/8').optional(),
  BROLLY_SUPERUSER_EMAIL: z.email({ pattern: z.regexes.unicodeEmail, error: 'must be an email address' }).optional(),
  BROLLY_SUPERUSER_PASSWORD: z.string().optional(),
  BROLLY_PASSWORD: z.string().optional(),
  /** Milliseconds; 0 means no limit. */
  BROLLY_STATEMENT_TIMEOUT: whole('must be milliseconds').min(0, 'must be milliseconds').default(10_000),
  BROLLY_POOL_SIZE: whole('must be from 1 to 500')
    .min(1, 'must be from 1 to 500')
    .max(500, 'must be from 1 to 500')
    .default(10),
  BROLLY_PREPARE: z.stringbool('must be true or false').default(true),
  BROLLY_ENVIRONMENT: z.enum(['production', 'staging', 'development']).optional(),
  /** How long `clearaudit` keeps entries. */
  BROLLY_AUDIT_DAYS: whole('must be a number of days').min(1, 'must be 1 or more').optional(),
  /** The server that sends mail. */
  BROLLY_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/]/u, 'must begin with smtp:// or smtps://')
    .optional(),
  /** The sender of mails: an address, or a name and an address. */
  BROLLY_MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\p{Cc}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u, 'must be like Shop <shop@example.com>')
    .optional(),
  /** Who is told of errors, separated by commas. */
  BROLLY_ERROR_MAIL: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((address) => address.trim()))
    .transform((addresses) => addresses.filter((address) => address !== ''))
    .pipe(
      z.array(
        z.string().regex(/^[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+$/u, 'must be addresses such as ops@example.com'),
      ),
    ),
  BROLLY_DATA_DIR: z.string().default('.brolly'),
  /** Where uploaded files are: a folder, or a bucket. */
  BROLLY_FILES: z
    .string()
    .regex(
      /^(?!s3:)|^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w./-]*)?$/u,
      'must be a folder, or a bucket such as s3://my-bucket/shop',
    )
    .optional(),
  /** Read by the SDK of AWS, with its other variables. */
  AWS_REGION: z.string().optional(),
  AWS_ENDPOINT_URL_S3: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://s3.example.com' })
    .optional(),
  /** For superusers; on by default in development. */
  BROLLY_QUERY_PANEL: z.stringbool('must be true or false').optional(),
  /** Where browsers report violations of the content security policy. */
  BROLLY_CSP_REPORT: z.url({ protocol: /^https?$/, error: 'must be a URL' }).optional(),
  /** Further sources of images, fonts and others; never of scripts. */
  BROLLY_CSP_SOURCES: z
    .string()
    .regex(
      /^(?:\s*(?:img|connect|font|style|frame|media)-src(?:\s+[\w.:/*-]+)+\s*(?:;|$))*\s*$/u,
      'must be directives such as img-src https://cdn.example.com; connect-src https://api.example.com',
    )
    .optional(),
  BROLLY_LOG: z.enum(['text', 'json'], 'must be text or json').default('text'),
  /** Default: info in JSON, error in text. */
  BROLLY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').optional(),
  /** How long `clearsecurity` keeps events. */
  BROLLY_SECURITY_DAYS: whole('must be a number of days').min(1, 'must be 1 or more').optional(),
  BROLLY_DEBUG: z.stringbool('must be true or false').default(false),
})

const schema = variables.superRefine((env, { addIssue }) => {
  const need = (name: string, message: string) => addIssue({ code: 'custom', path: [name], message })
  if (env.BROLLY_SMTP_URL !== undefined && env.BROLLY_MAIL_FROM === undefined)
    need('BROLLY_MAIL_FROM', 'must be set together with BROLLY_SMTP_URL')
  if (env.BROLLY_ERROR_MAIL.length > 0 && env.NODE_ENV === 'production')
    for (const name of ['BROLLY_SMTP_URL', 'BROLLY_URL'] as const)
      if (env[name] === undefined) need(name, 'must be set together with BROLLY_ERROR_MAIL')
  for (const names of providerVariables) {
    const [first] = names.filter((name) => env[name] !== undefined)
    if (first === undefined) continue
    for (const name of names) if (env[name] === undefined) need(name, `must be set together with ${first}`)
    if (env.NODE_ENV === 'production' && env.BROLLY_URL === undefined)
      need('BROLLY_URL', `must be set together with ${first}: providers send users back to this origin`)
  }
})

export type Environment = z.infer<typeof schema>

/**
 * Checks the whole environment, so that all mistakes are reported at once.
 *
 * An empty value counts as absent: `DATABASE_URL=` in a `.env` file means the embedded server.
 */
export function readEnvironment(
  source: Record<string, string | undefined>,
): { ok: true; env: Environment } | { ok: false; problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return { ok: true, env: parsed.data }
  return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) }
}

let current: Environment | undefined

/**
 * The environment of this process, read on first use. The app reads `process.env` nowhere else.
 *
 * @throws With all mistakes in it.
 */
export function env(): Environment {
  if (current) return current
  const read = readEnvironment(process.env)
  if (!read.ok) throw new Error(`Invalid environment: ${read.problems.join('; ')}.`)
  return (current = read.env)
}
