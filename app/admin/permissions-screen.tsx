import { permissionsPage, type Holder } from '@/admin/server'
import { PermissionsForm } from '@/components/admin/permissions-form'
import { setPermissions } from './actions/accounts'
import { adminScreen } from './screen'

/** The rights of a user or a group, for superusers. */
export function PermissionsScreen({ holder }: { holder: Holder }) {
  const kind = holder.kind === 'user' ? 'users' : 'groups'
  return adminScreen({ path: `/admin/-/${kind}/${holder.id}/permissions` }, async (ctx) => {
    const page = await permissionsPage(ctx, holder)
    return {
      breadcrumbs: [
        { label: 'All tables', href: '/admin' },
        { label: holder.kind === 'user' ? 'Users' : 'Groups', href: `/admin/brolly.${kind}` },
        { label: page.title, href: `/admin/brolly.${kind}/${holder.id}` },
        { label: 'Permissions' },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>
              {holder.kind === 'user' ? `Groups and permissions of ${page.title}` : `Permissions of ${page.title}`}
            </h1>
          </div>
          <PermissionsForm
            tables={page.tables}
            granted={page.granted}
            groups={page.groups}
            action={setPermissions.bind(null, holder)}
          />
        </div>
      ),
    }
  })
}
