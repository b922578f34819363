import type { ColumnModel } from '../schema/model'
import type { Admin, Site } from '../site/site'
import type { Problem } from './problem'

/** The mistakes of all declarations at once; none of them is thrown. */
export function checkDeclarations(site: Site): Problem[] {
  const strays = site.strays.map((_, at): Problem => ({
    id: 'brolly.E001',
    level: 'error',
    where: `admins[${at}]`,
    message: 'the table of this declaration is not among the schema’s exports.',
    hint: 'Export its schema file from db/schema.ts.',
  }))
  return [
    ...strays,
    ...sameNames(site),
    ...site.admins.filter((admin) => !admin.system).flatMap((admin) => checkAdmin(site, admin)),
  ]
}

function sameNames(site: Site): Problem[] {
  const seen = new Set<string>()
  return site.admins.flatMap(({ path }): Problem[] => {
    if (!seen.has(path)) {
      seen.add(path)
      return []
    }
    return [
      {
        id: 'brolly.E002',
        level: 'error',
        where: path,
        message: 'two exported tables have this name.',
        hint: 'Export the table once.',
      },
    ]
  })
}

function checkAdmin(site: Site, admin: Admin): Problem[] {
  const { list, form, actions, label, permissions } = admin.options
  const columns = Array.isArray(list?.columns) ? list.columns : []
  const sections = Array.isArray(form?.sections) ? form.sections : []
  const readOnly = Array.isArray(form?.readOnly) ? form.readOnly : []
  return [
    ...named(site, admin, {
      option: 'list.columns',
      names: columns.map((column) => (typeof column === 'string' ? column : null)),
      paths: true,
    }),
    ...named(site, admin, {
      option: 'list.search',
      names: (list?.search ?? []).map((name) => name.replace(/^[\^=]/u, '')),
      paths: true,
    }),
    ...named(site, admin, {
      option: 'list.sort',
      names: (list?.sort ?? []).map((name) => name.replace(/^-/u, '')),
      paths: true,
    }),
    ...named(site, admin, { option: 'list.filters', names: list?.filters ?? [] }),
    ...sections.flatMap((section, at) =>
      named(site, admin, { option: `form.sections[${at}].fields`, names: section.fields }),
    ),
    ...named(site, admin, { option: 'form.readOnly', names: readOnly }),
    ...named(site, admin, { option: 'permissions.fields', names: Object.keys(permissions?.fields ?? {}) }),
    ...named(site, admin, { option: 'label', names: typeof label === 'string' ? [label] : [] }),
    ...duplicates(
      admin,
      'list.columns',
      columns.map((column) => (typeof column === 'string' ? column : column.id)),
    ),
    ...duplicates(
      admin,
      'actions',
      (actions ?? []).map((action) => action.name),
    ),
    ...reserved(admin),
  ]
}

interface Named {
  option: string
  /** Null: nothing to check at this place. */
  names: readonly (string | null)[]
  paths?: boolean
}

function named(site: Site, admin: Admin, { option, names, paths = false }: Named): Problem[] {
  return names.flatMap((name, at): Problem[] => {
    if (name === null || resolves(site, admin, { name, paths })) return []
    const near = nearest(name, admin.table.columns)
    return [
      {
        id: 'brolly.E010',
        level: 'error',
        where: `${admin.path}: ${option}${names.length > 1 ? `[${at}]` : ''}`,
        message: `is '${name}', which is not a column of '${admin.path}'.`,
        hint: near
          ? `Did you mean '${near}'?`
          : `Its columns are ${admin.table.columns.map((column) => column.key).join(', ')}.`,
      },
    ]
  })
}

function resolves(site: Site, admin: Admin, { name, paths }: { name: string; paths: boolean }): boolean {
  const { columns, links } = admin.table
  if (columns.some((column) => column.key === name || column.link?.name === name)) return true
  const [step, ...rest] = name.split('.')
  const link = links.find((candidate) => candidate.name === step)
  if (!paths || !link || rest.length === 0) return false
  return resolves(site, site.adminOf(link.target), { name: rest.join('.'), paths: true })
}

/** The column whose name is within two edits. */
function nearest(name: string, columns: readonly ColumnModel[]): string | undefined {
  return columns
    .map((column) => ({ key: column.key, distance: distance(name.toLowerCase(), column.key.toLowerCase()) }))
    .filter((near) => near.distance <= 2)
    .toSorted((a, b) => a.distance - b.distance)[0]?.key
}

/** Levenshtein's distance, a row of the table at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return row.at(-1) ?? 0
}

function duplicates(admin: Admin, option: string, names: readonly string[]): Problem[] {
  return names.flatMap((name, at): Problem[] =>
    names.indexOf(name) === at
      ? []
      : [
          {
            id: 'brolly.E011',
            level: 'error',
            where: `${admin.path}: ${option}[${at}]`,
            message: `'${name}' stands there twice.`,
            hint: 'Leave one of them out.',
          },
        ],
  )
}

function reserved(admin: Admin): Problem[] {
  return (admin.options.actions ?? []).flatMap((action): Problem[] =>
    ['delete', 'add', 'change', 'view', 'password', 'permissions'].includes(action.name)
      ? [
          {
            id: 'brolly.E012',
            level: 'error',
            where: `${admin.path}: actions`,
            message: `'${action.name}' is the name of something built in.`,
            hint: 'Choose another name.',
          },
        ]
      : [],
  )
}
