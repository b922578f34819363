import type { Metadata } from 'next'
import { undoPage } from '@/admin/server'
import { UndoRoute } from '@/components/admin/undo/undo-route'
import * as words from '@/components/words/undo'
import { undoChange } from '../../../actions/undo'
import { allTables, basePath } from '../../../base-path'
import { adminScreen } from '../../../screen'
import { urlPart } from '../../../parameters'

export const metadata: Metadata = { title: words.pageTitle }

interface Props {
  params: Promise<{ request: string }>
}

export default async function UndoPageRoute({ params }: Props) {
  const { request } = await params
  const requestId = urlPart(request)
  return adminScreen({ path: `${basePath}/-/undo/${request}` }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.undo }],
    body: <UndoRoute page={await undoPage(ctx, requestId)} action={undoChange.bind(null, requestId)} />,
  }))
}
