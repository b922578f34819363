import { Identifiers, propertyName, quote } from './identifiers'
import { property, type NamedTable } from './table-code'

export interface WrittenAdmins {
  readonly code: string
  /** The exported names, in the order of the tables. */
  readonly names: readonly string[]
}

/** Declarations that turn the comments on columns into help texts of their inputs; null if there are none. */
export function writeAdmins(tables: readonly NamedTable[]): WrittenAdmins | null {
  const identifiers = new Identifiers(['defineAdmin', 'tables'])
  const commented = tables.filter(({ table }) => table.columns.some(({ comment }) => hasWords(comment)))
  if (commented.length === 0) return null
  const admins = commented.map((named) => ({ named, name: identifiers.claim(`${named.variable}Admin`, '') }))
  const declared = admins.map(({ named, name }) => {
    const lines = named.table.columns.flatMap(({ name: column, comment }) =>
      comment !== null && hasWords(comment)
        ? [`${propertyName(property(named, column))}: ${quote(comment.trim())}`]
        : [],
    )
    const help = lines.map((line) => `    ${line},\n`).join('')
    return `export const ${name} = defineAdmin(tables.${named.variable}, {\n  help: {\n${help}  },\n})\n`
  })
  const imports = `import { defineAdmin } from '@/admin'\nimport * as tables from './schema'\n`
  return { code: `${imports}\n${declared.join('\n')}`, names: admins.map(({ name }) => name) }
}

function hasWords(comment: string | null): boolean {
  return comment !== null && comment.trim() !== ''
}
