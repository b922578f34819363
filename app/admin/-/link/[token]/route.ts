import { keepLink } from '../../../../link-cookie'
import { basePath } from '../../../base-path'

export async function GET(_: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  return keepLink((await params).token, `${basePath}/-/link`)
}
