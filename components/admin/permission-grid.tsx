import * as words from '../words/permissions'

const verbs = ['view', 'add', 'change', 'delete'] as const

interface PermissionGridProps {
  /** `path` as in permissions: not escaped. */
  tables: { path: string; label: string }[]
  /** `products.view` */
  granted: string[]
  readOnly: boolean
}

/** Permissions per table: checkboxes named `grants`, each with a permission as its value. */
export function PermissionGrid({ tables, granted, readOnly }: PermissionGridProps) {
  const has = new Set(granted)
  return (
    <table className="permission-grid" aria-label={words.permissions}>
      <thead>
        <tr>
          <th scope="col">{words.table}</th>
          {verbs.map((verb) => (
            <th key={verb} scope="col">
              {words.verbs[verb]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tables.map(({ path, label }) => (
          <tr key={path}>
            <th scope="row" title={path}>
              {label}
            </th>
            {verbs.map((verb) => (
              <td key={verb}>
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
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
