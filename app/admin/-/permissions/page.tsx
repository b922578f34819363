import type { Metadata } from 'next'
import { permissionMatrix } from '@/admin/server'
import { PermissionMatrix } from '@/components/admin/permission-matrix'
import * as words from '@/components/words/permissions'
import { setPermissionMatrix } from '../../actions/permission-matrix'
import { Flash } from '@/components/admin/shell/flash'
import { readFlash } from '../../flash'
import { allTables, basePath } from '../../base-path'
import { parametersOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.matrixTitle }

export default async function PermissionsRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  const asked = Number(parameters.find(([name]) => name === 'page')?.[1] ?? 1)
  const number = Number.isSafeInteger(asked) && asked > 0 && asked <= 100_000 ? asked : 1
  return adminScreen({ path: `${basePath}/-/permissions`, parameters, fresh: true }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.matrixTitle }],
    body: (
      <div className="page">
        <Flash message={await readFlash()} />
        <div className="page-head">
          <h1>{words.matrixTitle}</h1>
        </div>
        <p className="lead">{words.matrixLead}</p>
        <PermissionMatrix page={await permissionMatrix(ctx, number)} action={setPermissionMatrix} />
      </div>
    ),
  }))
}
