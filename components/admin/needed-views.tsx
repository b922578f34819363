import type { MatrixPage, NeededView } from '@/admin/client'
import * as words from '../words/permissions'

type Table = MatrixPage['tables'][number]

/** What can be granted for a table: its name in permissions, and its label. */
export function grantable({ purge, verbs: possible, own }: Table): { name: string; label: string }[] {
  const { purge: purgeLabel, ...verbs } = words.verbs
  return [
    ...Object.entries(verbs).flatMap(([name, label]) => (possible.includes(name) ? [{ name, label }] : [])),
    ...(purge ? [{ name: 'purge', label: purgeLabel }] : []),
    ...own,
  ]
}

/** The label of a permission: "Products: Change" for `products.change`. */
export function permissionLabels(tables: readonly Table[]): (permission: string) => string {
  const labels = new Map(
    tables.flatMap((table) =>
      grantable(table).map(({ name, label }) => [`${table.path}.${name}`, `${table.label}: ${label}`]),
    ),
  )
  return (permission) => labels.get(permission) ?? permission
}

interface NeededViewsProps {
  needed: readonly NeededView[]
  labelOf: (permission: string) => string
}

/** The permissions to view that forms need besides, with what each is needed for. */
export function NeededViews({ needed, labelOf }: NeededViewsProps) {
  if (needed.length === 0) return null
  return (
    <div className="needed-views">
      <p>{words.neededLead}</p>
      <ul aria-label={words.neededTitle}>
        {needed.map(({ permission, for: forms }) => (
          <li key={permission}>{words.needed(labelOf(permission), forms.map(labelOf))}</li>
        ))}
      </ul>
    </div>
  )
}
