import * as words from '../words/permissions'

const verbs = ['view', 'add', 'change', 'delete', 'export'] as const
const verbsWithPurge = [...verbs, 'purge'] as const

interface PermissionGridProps {
  /** `path` as in permissions: not escaped. */
  tables: { path: string; label: string; purge: boolean; own?: { name: string; label: string }[] }[]
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
  return (
    <table className="permission-grid" aria-label={words.permissions}>
      <thead>
        <tr>
          <th scope="col">{words.table}</th>
          {columns.map((verb) => (
            <th key={verb} scope="col">
              {words.verbs[verb]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tables.map(({ path, label, purge, own = [] }) => (
          <tr key={path}>
            <th scope="row" title={path}>
              {label}
            </th>
            {columns.map((verb) => (
              <td key={verb}>
                {(verb !== 'purge' || purge) && isPossible(`${path}.${verb}`) && (
                  <label>
                    <span className="sr-only">
                      {label}: {words.verbs[verb].toLowerCase()}
                    </span>
                    <input
                      type="checkbox"
                      name="grants"
                      value={`${path}.${verb}`}
                      defaultChecked={has.has(`${path}.${verb}`)}
                      disabled={readOnly}
                    />
                  </label>
                )}
              </td>
            ))}
            {own
              .filter(({ name }) => isPossible(`${path}.${name}`))
              .map(({ name, label: actions }) => (
                <td key={name} className="own">
                  <label>
                    <input
                      type="checkbox"
                      name="grants"
                      value={`${path}.${name}`}
                      defaultChecked={has.has(`${path}.${name}`)}
                      disabled={readOnly}
                    />
                    {actions}
                  </label>
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
