import { sql, type SQL } from 'drizzle-orm'
import { formatArrayLiteral } from '../../fields/array-literal'
import type { FactorRequirement } from '../../site/account-options'

/** Whether the account in `alias` has a second factor. */
export const hasFactor = (alias: string): SQL => {
  const u = sql.raw(alias)
  return sql`(exists (select 1 from brolly.authenticators fa where fa.user_id = ${u}.id)
    or exists (select 1 from brolly.passkeys fp where fp.user_id = ${u}.id))`
}

/** Whether the account in `alias` must have a second factor and has none. */
export const lacksFactor = (alias: string, requirement: FactorRequirement | null): SQL => {
  if (requirement === null) return sql`false`
  return sql`(${mustHaveFactor(alias, requirement)} and not ${hasFactor(alias)})`
}

const mustHaveFactor = (alias: string, requirement: FactorRequirement): SQL => {
  const u = sql.raw(alias)
  if (requirement === 'everyone') return sql`true`
  if (requirement === 'staff') return sql`${u}.is_staff`
  return sql`exists (select 1 from brolly.user_groups fm join brolly.groups fg on fg.id = fm.group_id
    where fm.user_id = ${u}.id and fg.name = any(${formatArrayLiteral([...requirement.groups])}::text::text[]))`
}
