import { openFile } from '@/admin/server'
import { answerWithTokens } from '../../../../../../answer'
import { fileResponse } from '../../../../../../file-response'
import { findAdmin } from '../../../../../../find-admin'
import { urlPart } from '../../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string; column: string }>
}

/** The file of a row; `?size=thumb` is the thumbnail of an image, and `?entry=…&side=before` a file of the history. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table, key, column } = await params
  const query = new URL(request.url).searchParams
  return answerWithTokens(request, async (ctx) => {
    const wanted = { key: urlPart(key), column: urlPart(column) }
    const side = { entry: query.get('entry'), side: query.get('side') }
    const thumb = query.get('size') === 'thumb'
    return fileResponse(request, await openFile(ctx, findAdmin(ctx, table), { ...wanted, ...side, thumb }))
  })
}

export const HEAD = GET
