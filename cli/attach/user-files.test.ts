import { describe, expect, it } from 'vitest'
import { withExport, withoutExport, withoutSeed } from './schema-file'
import { withAdmins, withoutAdmins } from './site-file'

/** A site file from its imports and what `defineSite` is called with. */
const site = (imports: string, given: string) =>
  `import { defineSite } from '@/admin'\nimport * as schema from '@/db/schema'\n${imports}\nexport default defineSite(${given})\n`

const shop = `import { productsAdmin, ordersAdmin as orders } from '@/db/shop/admin'\n`
const withoutShop = (text: string) => withoutAdmins(text, 'db/shop/admin')
const withRegions = (text: string) => withAdmins(text, { module: 'db/northwind/admin', names: ['regions', 'routes'] })
const northwind = `import { regions, routes } from '@/db/northwind/admin'\n`

describe('declarations leave admin.config.ts', () => {
  const lists: Record<string, [before: string, after: string]> = {
    'on one line': ['[productsAdmin, mine, orders]', '[mine]'],
    'on one line, the last one': ['[mine, orders]', '[mine]'],
    'with a comma at the end': ['[mine, productsAdmin, orders,]', '[mine,]'],
    'all of them': ['[ productsAdmin, orders ]', '[]'],
    'spread or in parentheses': ['[mine, ...orders, (productsAdmin), ...theirs]', '[mine, ...theirs]'],
    'on lines of their own': ['[\n    productsAdmin,\n    mine,\n    orders,\n  ]', '[\n    mine,\n  ]'],
    'on lines without a comma at the end': ['[\n    mine,\n    orders\n  ]', '[\n    mine\n  ]'],
    'all lines': ['[\n    productsAdmin,\n    orders\n  ]', '[]'],
    'with the comment at the end of the line': [
      '[\n    // What we sell.\n    mine, // kept\n    orders, // the demo, of course\n  ] as const',
      '[\n    // What we sell.\n    mine, // kept\n  ] as const',
    ],
    'with comments around the comma': ['[mine /* a, b */, orders /* c */]', '[mine /* a, b */ /* c */]'],
    'with a type': ['[productsAdmin, mine] satisfies Admin[]', '[mine] satisfies Admin[]'],
    'several on each of two lines': [
      '[\n    productsAdmin, mine,\n    orders, theirs\n  ]',
      '[\n    mine,\n    theirs\n  ]',
    ],
  }
  it.each(Object.entries(lists))('%s', (_, [before, after]) => {
    const properties = (list: string) => `{\n  schema,\n  admins: ${list},\n}`
    expect(withoutShop(site(shop, properties(before)))).toBe(site('', properties(after)))
  })

  it('from a list in a constant, a site in a constant, a defineSite of another name', () => {
    const before = `import { defineSite as site } from '@/admin'\nimport type { Admin } from '@/admin'\n${shop}
export const admins: Admin[] = [productsAdmin, mine]
const settings = { "admins": (admins), title: "Ours" } as const
export default site(settings)\n`
    const after = before.replace(shop, '').replace('[productsAdmin, mine]', '[mine]')
    expect(withoutShop(before)).toBe(after)
  })

  it('from a file with other line endings, quotes and semicolons', () => {
    const before = `import {\r\n  productsAdmin, // first\r\n} from "./db/shop/admin.ts"; // demo\r\nimport "./db/shop/admin";\r\nimport { mine } from "./mine";\r\nexport default defineSite({\r\n\tadmins: [\r\n\t\tproductsAdmin,\r\n\t\tmine\r\n\t]\r\n});`
    expect(withoutShop(before)).toBe(
      `import { mine } from "./mine";\r\nexport default defineSite({\r\n\tadmins: [\r\n\t\tmine\r\n\t]\r\n});`,
    )
  })

  it('where their names are also properties, labels and parts of texts', () => {
    const given = `{ admins: [mine], productsAdmin: 1, note: 'productsAdmin', other: theirs.productsAdmin }`
    expect(withoutShop(site(shop, given))).toBe(site('', given))
  })

  it.each([
    ['used elsewhere', site(shop, '{ admins: [orders], first: productsAdmin }'), 'Line 5 uses productsAdmin.'],
    ['in a call', site(shop, '{ admins: [wrap(productsAdmin)] }'), 'Line 5 uses productsAdmin.'],
    [
      'in a type',
      site(`import type { Orders } from '@/db/shop/admin'\ntype Mine = Orders\n`, '{ admins: [] }'),
      'Line 4 uses Orders.',
    ],
    ['exported', site(`${shop}export { orders }\n`, '{ admins: [productsAdmin] }'), 'Line 4 uses orders.'],
    ['loaded', site('', `{ admins: [(await import('@/db/shop/admin')).orders] }`), 'Line 4 loads db/shop/admin.'],
    ['a file with an error', site(shop, '{ admins: [ '), 'It cannot be parsed at line 5.'],
  ])('but not %s', (_, text, reason) => {
    expect(() => withoutShop(text)).toThrow(
      `Cannot edit admin.config.ts: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
    )
  })

  it('and a file without them stays as it is', () => {
    const text = site(`import { mine } from '@/db/crm/admin'\n`, '{ admins: [mine,,\n] }')
    expect(withoutShop(text)).toBe(text)
  })
})

describe('declarations come into admin.config.ts', () => {
  const lists: Record<string, [before: string, after: string]> = {
    'before the others': ['{ admins: [mine] }', '{ admins: [regions, routes, mine] }'],
    'on lines of their own': [
      '{\n  admins: [ // ours\n    // The first.\n    mine,\n  ],\n}',
      '{\n  admins: [ // ours\n    regions,\n    routes,\n    // The first.\n    mine,\n  ],\n}',
    ],
    'into an empty list': ['{ admins: [] as const }', '{ admins: [regions, routes] as const }'],
    'into an empty list with a comment': ['{ admins: [/* none */] }', '{ admins: [regions, routes/* none */] }'],
    'where there is no list': ['{ schema, title }', '{ schema, admins: [regions, routes], title }'],
    'where there is no list and one property a line': [
      '{\n  schema: schema, // all\n  title: "Ours"\n}',
      '{\n  schema: schema, // all\n  admins: [regions, routes],\n  title: "Ours"\n}',
    ],
    'behind the last property, without a comma': [
      '{\n  title: "Ours",\n  schema // all\n}',
      '{\n  title: "Ours",\n  schema, // all\n  admins: [regions, routes]\n}',
    ],
  }
  it.each(Object.entries(lists))('%s', (_, [before, after]) => {
    expect(withRegions(site('', before))).toBe(site(northwind, after))
  })

  it('written as the file is', () => {
    const before = `import { defineSite } from "@/admin"; // first\r\n\r\nexport default defineSite({\r\n\tadmins: [\r\n\t\tmine,\r\n\t],\r\n});\r\n`
    expect(withRegions(before)).toBe(
      `import { defineSite } from "@/admin"; // first\r\nimport { regions, routes } from "@/db/northwind/admin";\r\n\r\nexport default defineSite({\r\n\tadmins: [\r\n\t\tregions,\r\n\t\troutes,\r\n\t\tmine,\r\n\t],\r\n});\r\n`,
    )
  })

  it('once: those that are there stay where the user has put them', () => {
    const text = site(northwind, '{ admins: [mine, routes, regions] }')
    expect(withRegions(text)).toBe(text)
  })

  it('those that the module does not have any more leave', () => {
    const text = site(`import { regions, old } from '@/db/northwind/admin'\n`, '{ admins: [mine, old, regions] }')
    expect(withRegions(text)).toBe(site(northwind, '{ admins: [regions, routes, mine] }'))
  })

  it.each([
    ['a list made by a function', site('', '{ admins: sorted([mine]) }'), 'No list of admins was found'],
    ['a list that may be spread', site('', '{ ...shared }'), 'No list of admins was found'],
    ['a site that is imported', site('', 'settings'), 'No list of admins was found'],
    ['no site at all', 'export default {}\n', `Add this by hand, then run the command again: ${northwind.trim()}`],
    ['a name that is taken', site('const routes = 1\n', '{ admins: [] }'), 'It already has another routes.'],
  ])('but not with %s', (_, text, reason) => {
    expect(() => withRegions(text)).toThrow(reason.startsWith('Add') ? reason : reason.slice(1))
  })
})

describe('db/schema.ts', () => {
  it.each([
    ['', `export * from './crm/schema'\n`],
    [`export * from "./shop/schema";`, `export * from "./shop/schema";\nexport * from "./crm/schema";\n`],
    [`export const own = 1\r\n`, `export const own = 1\r\nexport * from './crm/schema'\r\n`],
    [`export * from '@/db/crm/schema'\n`, `export * from '@/db/crm/schema'\n`],
    [`export * from './crm/schema.ts' // ours\n`, `export * from './crm/schema.ts' // ours\n`],
    [`// export * from './crm/schema'\n`, `// export * from './crm/schema'\nexport * from './crm/schema'\n`],
  ])('%j gets an export', (before, after) => {
    expect(withExport(before, 'crm')).toBe(after)
  })

  it.each([
    [`export * from './shop/schema' // demo\nexport * from './crm/schema'\n`, `export * from './crm/schema'\n`],
    [`export { products,\n  orders } from "./shop/schema.js";\r\nexport const own = 1`, 'export const own = 1'],
    [`export * as shop from './shop/schema'; export * from './crm/schema'\n`, ` export * from './crm/schema'\n`],
    [`export * from './workshop/schema'\n`, `export * from './workshop/schema'\n`],
    [`import { products } from './shop/schema'\nexport type * from './shop/schema'\n`, ''],
  ])('%j loses one', (before, after) => {
    expect(withoutExport(before, 'shop')).toBe(after)
  })

  it('stays where something else in it uses the schema', () => {
    const text = `import { products } from './shop/schema'\nexport const mine = relations(products)\n`
    expect(() => withoutExport(text, 'shop')).toThrow('Cannot edit db/schema.ts: line 2 uses products.')
  })
})

describe('db/seed.ts', () => {
  const seed = (body: string) =>
    `import { seedShop } from './shop/seed'\nimport { seedCrm } from './crm/seed'\n\nexport default async function seed(db) {\n${body}}\n`

  it('keeps what else it does', () => {
    expect(withoutSeed(seed('  // Ours first.\n  await seedCrm(db)\n  await seedShop(db) // demo\n'), 'shop')).toBe(
      seed('  // Ours first.\n  await seedCrm(db)\n').replace(`import { seedShop } from './shop/seed'\n`, ''),
    )
  })

  it('stays where it does more with the demo than call it', () => {
    expect(() => withoutSeed(seed('  const rows = await seedShop(db)\n  await seedCrm(rows)\n'), 'shop')).toThrow(
      'Cannot edit db/seed.ts: line 5 uses seedShop.',
    )
  })
})
