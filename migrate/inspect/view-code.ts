import { camelCase, propertyName, quote, sqlTemplate } from './identifiers'
import type { InspectedTable } from './shape'

interface ViewNames {
  use(name: string): string
  schemaVariable(schema: string): string | null
  /** Whether the schema declares everything that a view reads. */
  declares(relation: { schema: string; name: string }): boolean
}

/**
 * A view with its query. A view that reads something outside the schema is only named, because the schema cannot create
 * it.
 */
export function viewCode(view: InspectedTable, { names, body }: { names: ViewNames; body: string }): string {
  const [plain, inSchema] = view.kind === 'view' ? ['pgView', 'view'] : ['pgMaterializedView', 'materializedView']
  const schema = names.schemaVariable(view.schema)
  const make = schema ? `${schema}.${inSchema}` : names.use(plain)
  const start = `${make}(${quote(view.name)}, ${body})`
  if (!canBeMade(view, names)) return `${start}.existing()\n`
  const query = (view.definition ?? '').trim().replace(/;$/, '')
  return `${start}${optionsCode(view)}.as(${sqlTemplate(query)})\n`
}

/** Whether the migrations can create the view. */
export function canBeMade(view: InspectedTable, names: Pick<ViewNames, 'declares'>): boolean {
  return view.reads.every((relation) => names.declares(relation))
}

function optionsCode({ options }: InspectedTable): string {
  const entries = Object.entries(options)
  if (entries.length === 0) return ''
  const written = entries.map(([name, value]) => `${propertyName(camelCase(name))}: ${optionValue(value)}`)
  return `.with({ ${written.join(', ')} })`
}

function optionValue(value: string): string {
  if (value === 'true' || value === 'on') return 'true'
  if (value === 'false' || value === 'off') return 'false'
  return /^-?\d+(\.\d+)?$/.test(value) ? value : quote(value)
}
