import type { Admin } from '../../site/site'

/** The failure of one row of an inline, with its table and its position in the form. */
export class InlineFailure extends Error {
  override readonly name = 'InlineFailure'
  readonly admin: Admin
  /** The prefix of the row's inputs, with the dot. */
  readonly prefix: string

  constructor(admin: Admin, prefix: string, cause: unknown) {
    super('InlineFailure', { cause })
    this.admin = admin
    this.prefix = prefix
  }
}
