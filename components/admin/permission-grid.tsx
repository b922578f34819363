import * as words from '../words/permissions'

const verbs = ['view', 'add', 'change', 'delete', 'export'] as const
const verbsWithPurge = [...verbs, 'purge'] as const

interface PermissionGridProps {
  /** `path` as in permissions: not escaped. */
  tables: {
    path: string
    label: string
    purge: boolean
    /** What can be granted besides `purge`. Default: everything. */
    verbs?: readonly string[]
    own?: { name: string; label: string }[]
  }[]
  /** `products.view` */
  granted: string[]
  /** The permissions that can be chosen. Default: all. */
  choices?: readonly string[]
  readOnly: boolean
}

/** Permissions per table: checkboxes named `grants`, each with a permission as its value. */
export function PermissionGrid({ tables, granted, choices, readOnly }: PermissionGridProps) {
  const has = new Set(granted)
  const possible = choices && new Set(choices)
  const isPossible = (permission: string) => possible === undefined || possible.has(permission)
  const columns = tables.some(({ purge }) => purge) ? verbsWithPurge : verbs
  const rows = tables.map(({ own = [], ...table }) => ({
    ...table,
    own: own.filter(({ name }) => isPossible(`${table.path}.${name}`)),
  }))
  const hasOwn = rows.some(({ own }) => own.length > 0)
  const box = (permission: string) => (
    <input type="checkbox" name="grants" value={permission} defaultChecked={has.has(permission)} disabled={readOnly} />
  )
  return (
    <div className="grid-scroll">
      <table className="permission-grid" aria-label={words.permissions}>
        <thead>
          <tr>
            <th scope="col">{words.table}</th>
            {columns.map((verb) => (
              <th key={verb} scope="col">
                {words.verbs[verb]}
              </th>
            ))}
            {hasOwn && (
              <th scope="col" className="own">
                {words.further}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, label, purge, verbs: possibleVerbs, own }) => (
            <tr key={path}>
              <th scope="row" title={path}>
                {label}
              </th>
              {columns.map((verb) => (
                <td key={verb}>
                  {(verb === 'purge' ? purge : (possibleVerbs?.includes(verb) ?? true)) &&
                    isPossible(`${path}.${verb}`) && (
                      <label>
                        <span className="sr-only">
                          {label}: {words.verbs[verb].toLowerCase()}
                        </span>
                        {box(`${path}.${verb}`)}
                      </label>
                    )}
                </td>
              ))}
              {hasOwn && (
                <td className="own">
                  {own.map(({ name, label: actions }) => (
                    <label key={name}>
                      {box(`${path}.${name}`)}
                      {actions}
                    </label>
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
