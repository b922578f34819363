import { keepLink } from '../../link-cookie'

export async function GET(_: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  return keepLink((await params).token, '/link')
}
