import { AdminError } from '@/admin/server'
import { parametersOf, type SearchParams } from '../parameters'
import { adminScreen } from '../screen'
import { basePath } from '../base-path'
import * as words from '@/components/words/routes'

interface Props {
  params: Promise<{ rest: string[] }>
  searchParams: SearchParams
}

/**
 * URLs without a page. A visitor who is not logged in is sent to the login page as for any other URL, so that existing
 * pages cannot be detected.
 */
export default async function UnknownRoute({ params, searchParams }: Props) {
  const { rest } = await params
  return adminScreen({ path: `${basePath}/${rest.join('/')}`, parameters: await parametersOf(searchParams) }, () =>
    Promise.reject(new AdminError('NOT_FOUND', words.pageNotFound)),
  )
}
