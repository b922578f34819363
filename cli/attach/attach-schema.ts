import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exportedDomains, withExport, withoutExport, withoutSeed } from './schema-file'
import { withAdmins, withoutAdmins } from './site-file'

/** The folder under `db/` that a new project contains. */
const demo = 'shop'
/** Its public pages: the file that imports the demo's schema, and those that need it. */
const demoPages: readonly (readonly [file: string, ...others: string[]])[] = [
  [`app/${demo}/[slug]/page.tsx`],
  ['app/members/page.tsx'],
  ['app/members/drafts/page.tsx'],
  ['app/inquiry/forms.ts', 'app/inquiry/actions.ts', 'app/inquiry/page.tsx'],
]

/** What the demo sets in `admin.config.ts`, as it is written there. Another shop need not be open to everybody. */
export const demoSettings = [
  `  home: [
    { label: 'Paid, not shipped', table: schema.orders, query: 'status.eq=paid' },
    { label: 'Orders by status', table: schema.orders, query: 'group=status' },
    { label: 'Almost sold out', table: schema.products, query: 'status.eq=active&stock.lt=5&sort=stock', show: 'rows' },
  ],
`,
  `  // The shop of the demo has customers who register themselves, and tell where their orders go. Without these lines nobody can.
  accounts: {
    registration: 'open',
    profile: schema.deliveryAddresses,
    key: 'userId',
    fields: ['street', ['postcode', 'city', 'country'], 'phone'],
  },
`,
]

/** The first line of a generated file, which shows that the next database may replace it. */
const mark = '// Written by brolly inspectdb.'

export interface Attachment {
  readonly root: string
  /** The folder under `db/`. */
  readonly domain: string
  /** The code of `db/<domain>/schema.ts`. */
  readonly code: string
  /** The code of `db/<domain>/admin.ts`, with the names of its exports; null if there are none. */
  readonly admins: { readonly code: string; readonly names: readonly string[] } | null
}

/**
 * What `attachSchema` would do to the project, one line each, for confirmation.
 *
 * @throws {AdminError} `INVALID` if a file of the project cannot be edited.
 */
export function attachmentSteps(attachment: Attachment): string[] {
  plannedEdits(attachment)
  const { root, domain, admins } = attachment
  const hasDemo = existsSync(path.join(root, 'db', demo))
  return [
    `write db/${domain}/schema.ts and export it from db/schema.ts`,
    ...(admins
      ? [`write db/${domain}/admin.ts with the column comments as help texts, and list it in admin.config.ts`]
      : []),
    ...inspectedBefore(root, domain).map((earlier) => `remove db/${earlier}/ from the site; its files are kept`),
    ...(hasDemo && domain !== demo
      ? [
          `remove the demo: db/${demo}/, its pages in app/${demo}/, app/members/ and app/inquiry/, and its lines in admin.config.ts and db/seed.ts`,
        ]
      : []),
    'restart drizzle/ from the current database, recorded as applied',
  ]
}

/**
 * Adds a schema to the project in place of the demo. The caller, which knows the database, restarts the migrations.
 *
 * @returns The files that were written.
 * @throws {AdminError} `INVALID` if a file of the project cannot be edited. Nothing has been changed then.
 */
export async function attachSchema(attachment: Attachment): Promise<string[]> {
  const { root, domain, code, admins } = attachment
  const edits = plannedEdits(attachment)
  if (replacesDemo(attachment)) {
    const isPresent = existsSync(path.join(root, 'db', demo))
    rmSync(path.join(root, 'db', demo), { recursive: true, force: true })
    // The public pages of the demo, unless they are the developer's own by now.
    const at = (name: string) => path.join(root, ...name.split('/'))
    for (const [file, ...others] of isPresent ? demoPages : [])
      if (readIfThere(at(file)).includes(`@/db/${demo}/schema`))
        for (const name of [file, ...others]) rmSync(at(name), { force: true })
  }
  // Written by an earlier run; the names it uses may no longer exist.
  const declared = path.join(root, 'db', domain, 'admin.ts')
  if (!admins && isAsWritten(readIfThere(declared))) rmSync(declared)
  const files = await writeInspected(path.join(root, 'db', domain), { code, admins })
  for (const { file, text } of edits) writeFileSync(file, text)
  return files
}

/** A file of the project with its new text. */
interface Edit {
  readonly file: string
  readonly text: string
}

/**
 * The changes of `attachSchema` to the user's own files.
 *
 * @throws {AdminError} `INVALID` if a file cannot be edited.
 */
function plannedEdits(attachment: Attachment): Edit[] {
  const { root, domain, admins } = attachment
  const withDemo = replacesDemo(attachment)
  const leaving = [...new Set([...(withDemo ? [demo] : []), ...inspectedBefore(root, domain)])]
  const declared = withDemo && domain === demo ? '' : readIfThere(path.join(root, 'db', domain, 'admin.ts'))
  const edits: Edit[] = []
  const edit = (name: string, change: (text: string) => string) => {
    const file = path.join(root, ...name.split('/'))
    if (!existsSync(file) && name !== 'db/schema.ts') return
    const before = readIfThere(file)
    const text = change(before)
    if (text !== before) edits.push({ file, text })
  }
  edit('db/schema.ts', (text) => withExport(leaving.reduce(withoutExport, text), domain))
  edit('db/seed.ts', (text) => (withDemo ? withoutSeed(text, demo) : text))
  edit('admin.config.ts', (text) => {
    const own = withDemo ? demoSettings.reduce((rest, setting) => rest.replace(setting, ''), text) : text
    const left = leaving.reduce((rest, folder) => withoutAdmins(rest, `db/${folder}/admin`), own)
    if (declared !== '' && !isAsWritten(declared)) return left
    const module = `db/${domain}/admin`
    return admins ? withAdmins(left, { module, names: admins.names }) : withoutAdmins(left, module)
  })
  return edits
}

/** Whether the demo is removed. If its folder has the same name as the schema, its seed identifies it. */
function replacesDemo({ root, domain }: Pick<Attachment, 'root' | 'domain'>): boolean {
  return domain !== demo || existsSync(path.join(root, 'db', demo, 'seed.ts'))
}

/**
 * Writes `schema.ts` and `admin.ts` to a folder. An `admin.ts` that the user has edited is kept.
 *
 * @returns The files that were written.
 */
export async function writeInspected(
  folder: string,
  { code, admins }: Pick<Attachment, 'code' | 'admins'>,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const texts: [string, string][] = [['schema.ts', code]]
  const present = readIfThere(path.join(folder, 'admin.ts'))
  if (admins && (present === '' || isAsWritten(present))) texts.push(['admin.ts', admins.code])
  const files: string[] = []
  for (const [name, text] of texts) {
    const file = path.join(folder, name)
    const written = await formatted(text)
    writeFileSync(file, `${mark} ${fingerprint(written)}\n${written}`)
    files.push(file)
  }
  return files
}

/** Sets a variable in `.env`, replacing its current line if there is one. */
export function writeEnvironment(root: string, name: string, value: string): void {
  const file = path.join(root, '.env')
  const line = `${name}=${JSON.stringify(value.replaceAll('$', String.raw`\$`))}`
  const text = readIfThere(file)
  const present = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=.*$`, 'm')
  const begun = text === '' || text.endsWith('\n') ? text : `${text}\n`
  // The file may contain a password.
  writeFileSync(file, present.test(text) ? text.replace(present, () => line) : `${begun}${line}\n`, { mode: 0o600 })
}

/** Distinguishes a file that was edited since from one that is unchanged. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function isAsWritten(text: string): boolean {
  const [first = '', ...rest] = text.split('\n')
  return first === `${mark} ${fingerprint(rest.join('\n'))}`
}

/**
 * Work of the developer that would be lost: an edited schema, and migrations after the baseline. The demo's own files
 * do not count.
 *
 * @param migrations The folder of the migrations.
 */
export function ownWork({ root, domain }: Pick<Attachment, 'root' | 'domain'>, migrations: string): string[] {
  const schema = readIfThere(path.join(root, 'db', domain, 'schema.ts'))
  const names = existsSync(migrations) ? readdirSync(migrations).filter((name) => /^\d+_.*\.(sql|ts)$/u.test(name)) : []
  const own = names.filter(
    (name) =>
      !/^(0000_baseline|0000_shop|0001_shop_collections|0002_shop_delivery_addresses|0003_shop_files)(\.down)?\.sql$/u.test(
        name,
      ) && !name.endsWith('.down.sql'),
  )
  return [
    ...(schema === '' || (domain === demo && replacesDemo({ root, domain })) || isAsWritten(schema)
      ? []
      : [`db/${domain}/schema.ts, which was edited after it was generated`]),
    ...(own.length === 0 ? [] : [`${own.length === 1 ? 'the migration' : 'the migrations'} ${own.join(', ')}`]),
  ]
}

/** Schemas of other databases that an earlier run added to the project: their tables are not in this database. */
function inspectedBefore(root: string, domain: string): string[] {
  return exportedDomains(readIfThere(path.join(root, 'db', 'schema.ts'))).filter(
    (folder) => folder !== domain && readIfThere(path.join(root, 'db', folder, 'schema.ts')).startsWith(mark),
  )
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Formats the code in the project's style if prettier is installed. */
async function formatted(code: string): Promise<string> {
  try {
    const { format } = await import('prettier')
    return await format(code, { parser: 'typescript', semi: false, singleQuote: true, printWidth: 120 })
  } catch {
    // prettier is only a development dependency; the code is equivalent without it.
    return code
  }
}
