import { permissionsPage, type Grantee } from '@/admin/server'
import { PermissionsForm } from '@/components/admin/permissions-form'
import { setPermissions } from './actions/accounts'
import { adminScreen } from './screen'
import { allTables, basePath } from './base-path'
import * as words from '@/components/words/routes'

/** The permissions of a user or a group, for superusers. */
export function PermissionsScreen({ grantee }: { grantee: Grantee }) {
  const kind = grantee.kind === 'user' ? 'users' : 'groups'
  return adminScreen({ path: `${basePath}/-/${kind}/${grantee.id}/permissions`, fresh: true }, async (ctx) => {
    const page = await permissionsPage(ctx, grantee)
    return {
      breadcrumbs: [
        allTables,
        { label: grantee.kind === 'user' ? words.users : words.groups, href: `${basePath}/brolly.${kind}` },
        { label: page.title, href: `${basePath}/brolly.${kind}/${grantee.id}` },
        { label: words.permissions },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>
              {grantee.kind === 'user' ? words.groupsAndPermissionsOf(page.title) : words.permissionsOf(page.title)}
            </h1>
          </div>
          <PermissionsForm
            tables={page.tables}
            granted={page.granted}
            groups={page.groups}
            action={setPermissions.bind(null, grantee)}
          />
        </div>
      ),
    }
  })
}
