import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { attachmentSteps, attachSchema, demoSettings, ownWork, writeEnvironment } from './attach-schema'

const roots: string[] = []

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** A project with these files. */
function projectWith(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-attach-'))
  roots.push(root)
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return root
}

const newProject = {
  'db/schema.ts': `export * from './shop/schema'\nexport * from './crm/schema'\n`,
  'db/shop/schema.ts': 'export const products = 1\n',
  'app/shop/[slug]/page.tsx': "import { products } from '@/db/shop/schema'\n",
  'app/inquiry/forms.ts': "import { orders } from '@/db/shop/schema'\n",
  'app/inquiry/actions.ts': "import { inquiry } from './forms'\n",
  'app/inquiry/page.tsx': "import { inquiry } from './forms'\n",
  'app/shop/page.tsx': 'export default () => null\n',
  'app/members/page.tsx': "import { products } from '@/db/shop/schema'\n",
  'db/seed.ts': `import { seedShop } from './shop/seed'\n\nexport default seedShop\n`,
  'admin.config.ts': `import { defineSite } from '@/admin'
import * as schema from '@/db/schema'
import { contactsAdmin } from '@/db/crm/admin'
import {
  ordersAdmin,
  productsAdmin,
} from '@/db/shop/admin'

export default defineSite({
  title: 'Mine',
  schema,
${demoSettings.join('')}  admins: [productsAdmin, contactsAdmin, ordersAdmin],
})
`,
}

describe('attaching a schema', () => {
  it('takes the demo out and leaves what is the developer’s own', async () => {
    const root = projectWith(newProject)
    const read = (name: string) => readFileSync(path.join(root, name), 'utf8')

    await attachSchema({ root, domain: 'northwind', code: 'export const regions = 1\n', admins: null })

    expect(existsSync(path.join(root, 'db/shop'))).toBe(false)
    expect(existsSync(path.join(root, 'app/shop/[slug]/page.tsx'))).toBe(false)
    expect(existsSync(path.join(root, 'app/members/page.tsx'))).toBe(false)
    for (const name of ['forms.ts', 'actions.ts', 'page.tsx'])
      expect(existsSync(path.join(root, 'app/inquiry', name)), name).toBe(false)
    expect(existsSync(path.join(root, 'app/shop/page.tsx'))).toBe(true)
    expect(read('db/schema.ts')).toBe(`export * from './crm/schema'\nexport * from './northwind/schema'\n`)
    expect(read('db/northwind/schema.ts')).toContain('export const regions = 1')
    expect(read('db/seed.ts')).not.toContain('shop')
    expect(read('admin.config.ts')).toBe(`import { defineSite } from '@/admin'
import * as schema from '@/db/schema'
import { contactsAdmin } from '@/db/crm/admin'

export default defineSite({
  title: 'Mine',
  schema,
  admins: [contactsAdmin],
})
`)
  })

  it('knows the settings of the demo as they are written', () => {
    for (const setting of demoSettings) expect(readFileSync('admin.config.ts', 'utf8')).toContain(setting)
  })

  it('puts the next database in the place of the one before, whose files stay', async () => {
    const root = projectWith(newProject)
    await attachSchema({ root, domain: 'northwind', code: 'export const regions = 1\n', admins: null })

    const steps = attachmentSteps({ root, domain: 'chinook', code: '', admins: null })
    await attachSchema({ root, domain: 'chinook', code: 'export const albums = 1\n', admins: null })

    expect(steps).toContain('remove db/northwind/ from the site; its files are kept')
    expect(readFileSync(path.join(root, 'db/schema.ts'), 'utf8')).toBe(
      `export * from './crm/schema'\nexport * from './chinook/schema'\n`,
    )
    expect(existsSync(path.join(root, 'db/northwind/schema.ts'))).toBe(true)
  })

  it('lists the declarations that it writes, and leaves those that somebody has made their own', async () => {
    const root = projectWith(newProject)
    const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
    const admins = { code: 'export const regionsAdmin = 1\n', names: ['regionsAdmin'] }

    await attachSchema({ root, domain: 'northwind', code: 'export const regions = 1\n', admins })
    const listed = read('admin.config.ts')
    await attachSchema({ root, domain: 'northwind', code: 'export const regions = 2\n', admins })

    expect(listed).toContain("import { regionsAdmin } from '@/db/northwind/admin'\n\nexport default")
    expect(listed).toContain('admins: [regionsAdmin, contactsAdmin]')
    expect(read('admin.config.ts')).toBe(listed)

    writeFileSync(path.join(root, 'db/northwind/admin.ts'), 'export const mine = 1\n')
    const again = await attachSchema({ root, domain: 'northwind', code: 'export const regions = 3\n', admins })

    expect(again.map((file) => path.basename(file))).toEqual(['schema.ts'])
    expect(read('db/northwind/admin.ts')).toBe('export const mine = 1\n')
    expect(read('admin.config.ts')).toBe(listed)
  })

  it('adds a list of admins where there is none', async () => {
    const root = projectWith({
      'admin.config.ts':
        "import * as schema from '@/db/schema'\n\nexport default defineSite({ title: 'Mine', schema, casing: 'snake_case' })\n",
    })

    await attachSchema({ root, domain: 'crm', code: '', admins: { code: '', names: ['aAdmin', 'bAdmin'] } })

    expect(readFileSync(path.join(root, 'admin.config.ts'), 'utf8')).toBe(
      "import * as schema from '@/db/schema'\nimport { aAdmin, bAdmin } from '@/db/crm/admin'\n\nexport default defineSite({ title: 'Mine', schema, admins: [aAdmin, bAdmin], casing: 'snake_case' })\n",
    )
  })

  it('changes nothing where a file of the project cannot be edited', async () => {
    const site = newProject['admin.config.ts'].replace('admins: [', 'admins: sortedBySize([')
    const files = { ...newProject, 'admin.config.ts': site.replace('],', ']),') }
    const root = projectWith(files)
    const attachment = {
      root,
      domain: 'northwind',
      code: 'export const regions = 1\n',
      admins: { code: 'export const regionsAdmin = 1\n', names: ['regionsAdmin'] },
    }

    expect(() => attachmentSteps(attachment)).toThrow(/^Cannot edit admin\.config\.ts: .*Nothing was changed\.$/)
    await expect(attachSchema(attachment)).rejects.toMatchObject({ code: 'INVALID' })

    for (const [name, text] of Object.entries(files)) expect(readFileSync(path.join(root, name), 'utf8')).toBe(text)
    expect(existsSync(path.join(root, 'db/northwind'))).toBe(false)
  })

  it('replaces a demo whose folder has the name of the schema', async () => {
    const root = projectWith({ ...newProject, 'db/shop/seed.ts': 'export function seedShop() {}\n' })
    const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
    const admins = { code: 'export const productsAdmin = 1\n', names: ['productsAdmin'] }

    await attachSchema({ root, domain: 'shop', code: 'export const products = 2\n', admins })

    expect(existsSync(path.join(root, 'db/shop/seed.ts'))).toBe(false)
    expect(read('db/schema.ts')).toBe(`export * from './crm/schema'\nexport * from './shop/schema'\n`)
    expect(read('db/shop/schema.ts')).toContain('products = 2')
    expect(read('admin.config.ts')).toContain(`import { productsAdmin } from '@/db/shop/admin'\n`)
    expect(read('admin.config.ts')).toContain('admins: [productsAdmin, contactsAdmin]')
  })

  it('keeps the address in .env, in the place of the one before', () => {
    const root = projectWith({ '.env': 'PORT=4000\nDATABASE_URL=postgres://old\nAUTH_SECRET=x' })

    writeEnvironment(root, 'DATABASE_URL', 'postgres://u:p@host/db')
    writeEnvironment(root, 'BROLLY_URL', 'https://example.com')

    expect(readFileSync(path.join(root, '.env'), 'utf8')).toBe(
      'PORT=4000\nDATABASE_URL="postgres://u:p@host/db"\nAUTH_SECRET=x\nBROLLY_URL="https://example.com"\n',
    )
  })
})

describe('work that a developer would lose', () => {
  const attach = (root: string) =>
    attachSchema({
      root,
      domain: 'crm',
      code: 'export const a = 1\n',
      admins: { code: 'export const b = 2\n', names: ['b'] },
    })
  const lost = (root: string) => ownWork({ root, domain: 'crm' }, path.join(root, 'drizzle'))

  it('is nothing of a new project, nor of what was written and left alone', async () => {
    const root = projectWith({ 'db/schema.ts': '', 'drizzle/0000_shop.sql': '', 'drizzle/0000_shop.down.sql': '' })
    expect(lost(root)).toEqual([])
    await attach(root)
    expect(lost(root)).toEqual([])
  })

  it('is an edited schema, and each migration after the baseline', async () => {
    const root = projectWith({ 'db/schema.ts': '', 'drizzle/0000_baseline.sql': '' })
    await attach(root)
    const file = path.join(root, 'db/crm/schema.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace('a = 1', 'a = 3'))
    writeFileSync(path.join(root, 'drizzle/0001_more.sql'), '')
    writeFileSync(path.join(root, 'drizzle/0002_data.ts'), '')

    expect(lost(root)).toEqual([
      'db/crm/schema.ts, which was edited after it was generated',
      'the migrations 0001_more.sql, 0002_data.ts',
    ])
  })

  it('is not an edited admin.ts: that one stays', async () => {
    const root = projectWith({ 'db/schema.ts': '' })
    await attach(root)
    const file = path.join(root, 'db/crm/admin.ts')
    writeFileSync(file, `${readFileSync(file, 'utf8')}// mine\n`)
    await attach(root)

    expect(readFileSync(file, 'utf8')).toContain('// mine')
  })
})
