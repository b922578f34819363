import { AdminError } from '@/admin/server'
import { parametersOf, type SearchParams } from '../parameters'
import { adminScreen } from '../screen'
import { basePath } from '../base-path'

interface Props {
  params: Promise<{ rest: string[] }>
  searchParams: SearchParams
}

/** Addresses that no page has: a stranger is sent to log in as everywhere, so that pages cannot be told from none. */
export default async function UnknownRoute({ params, searchParams }: Props) {
  const { rest } = await params
  return adminScreen({ path: `${basePath}/${rest.join('/')}`, parameters: await parametersOf(searchParams) }, () =>
    Promise.reject(new AdminError('NOT_FOUND', 'Page not found.')),
  )
}
