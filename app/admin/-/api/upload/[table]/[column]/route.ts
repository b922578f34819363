import { receiveFile, unsavedFile } from '@/admin/server'
import { answer } from '../../../../../answer'
import { fileResponse } from '../../../../../file-response'
import { findAdmin } from '../../../../../find-admin'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; column: string }>
}

/** Stores a file for a column: the body is its content, `?name=` its name. It belongs to nothing until a record is saved with it. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const { table, column } = await params
  const name = new URL(request.url).searchParams.get('name') ?? ''
  const length = request.headers.get('content-length')
  return answer(async (ctx) => {
    const bytes = (request.body ?? new Blob().stream()) as unknown as AsyncIterable<Uint8Array>
    const sent = { name, bytes, size: length === null ? null : Number(length) }
    const file = await receiveFile(ctx, findAdmin(ctx, table), { column: urlPart(column), sent })
    return Response.json(file, { headers: { 'Cache-Control': 'no-store' } })
  })
}

/** A file that the user has uploaded and not saved yet: `?key=`, as a thumbnail with `&size=thumb`. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table, column } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const wanted = {
      column: urlPart(column),
      key: query.get('key') ?? '',
      thumb: query.get('size') === 'thumb',
    }
    return fileResponse(request, await unsavedFile(ctx, findAdmin(ctx, table), wanted))
  })
}
