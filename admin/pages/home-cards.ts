import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'
import { mayAct } from '../permissions/rows-allowed'
import { databaseFailure } from '../postgres/errors'
import { numberFormat } from '../query/count-rows'
import { readListRows } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import { detailsOf } from '../query/option-details'
import { loadStatistics } from '../query/statistics'
import type { AdminContext } from '../site/context'
import { type HomeCard, isListCard, type ListCard, type ValueCard } from '../site/home-card'
import { adminPath, apiPath, queryParameters, withQuery } from '../site/paths'
import { safeLink } from '../site/safe-path'
import type { Admin } from '../site/site'
import { isCostly } from './costly-list'
import { groupsPage } from './groups-page'
import type { HomeCardContent, HomeCardLink } from './shapes/home'
import { totalsPage } from './totals-page'
import { countOf, shortly } from './view-counts'
import * as words from '../words/home'

/** For each card. The page is there already, so nobody waits for it. */
const mostMs = 5_000
const mostRows = 5
const mostGroups = 8

/** The declared cards that this actor has. Call `loadStatistics` before: a query may name what it knows. */
export function homeCards(ctx: AdminContext): HomeCardLink[] {
  return ctx.site.home.flatMap((card, index) =>
    has(ctx, card) ? [{ label: card.label, href: hrefOf(ctx, card), contentHref: apiPath(ctx, `cards/${index}`) }] : [],
  )
}

/**
 * What a card shows to this actor.
 *
 * @param index Its position in the declaration.
 * @throws {AdminError} `NOT_FOUND` for a card that does not exist for this actor.
 */
export async function homeCard(ctx: AdminContext, index: string): Promise<HomeCardContent> {
  await loadStatistics(ctx)
  const card = /^\d{1,4}$/u.test(index) ? ctx.site.home[Number(index)] : undefined
  if (!card || !has(ctx, card)) throw new AdminError('NOT_FOUND', words.noCard)
  return isListCard(card) ? listContent(ctx, card) : ownValue(ctx, card)
}

/**
 * A card of a list is there for everyone who may view all that its query names. Superusers have each card: they may view
 * everything, so a query that does not fit is a mistake, and the card says so.
 */
function has(ctx: AdminContext, card: HomeCard): boolean {
  if (!isListCard(card)) return isVisible(ctx, card)
  if (ctx.actor.isSuperuser) return true
  const admin = adminOf(ctx, card)
  return admin !== undefined && mayAct(ctx, admin, 'view') && problemOf(ctx, admin, card) === null
}

function isVisible({ actor }: AdminContext, { label, visible }: ValueCard): boolean {
  try {
    return visible?.(actor) ?? true
  } catch (error) {
    console.error(`brolly: \`visible\` of the card “${label}” threw an error. The card is left out.`, error)
    return false
  }
}

const adminOf = ({ site }: AdminContext, { table }: ListCard): Admin | undefined => {
  const model = site.schema.bySource(table)
  return site.admins.find((admin) => admin.table === model)
}

const parametersOf = ({ query = '' }: ListCard) => queryParameters(query)

/** Why the list cannot be opened with the query; null if it can. */
function problemOf(ctx: AdminContext, admin: Admin, card: ListCard): string | null {
  try {
    const { grouping } = parseListState(ctx, admin, parametersOf(card))
    return shownAs(card) === 'groups' && grouping === null ? words.noGroup : null
  } catch (error) {
    if (error instanceof AdminError && error.code === 'BAD_QUERY') return words.badQuery(error.message)
    throw error
  }
}

function hrefOf(ctx: AdminContext, card: HomeCard): string | null {
  if (!isListCard(card)) return safeLink(card.href)
  const admin = adminOf(ctx, card)
  return admin ? withQuery(adminPath(ctx, admin), card.query ?? '') : null
}

const shownAs = (card: ListCard) =>
  card.show ?? (parametersOf(card).some(([name]) => name === 'group') ? 'groups' : 'number')

async function listContent(ctx: AdminContext, card: ListCard): Promise<HomeCardContent> {
  const admin = adminOf(ctx, card)
  const problem = admin ? problemOf(ctx, admin, card) : words.badTable
  if (!admin || problem !== null) return { kind: 'none', note: problem ?? words.badTable }
  const show = { number: numberOf, rows: rowsOf, groups: groupsOf }[shownAs(card)]
  try {
    return await show(ctx, admin, card)
  } catch (error) {
    // A value that PostgreSQL refuses, or a view that has no data yet: the list itself says so.
    if (databaseFailure(error)) return { kind: 'none', note: words.failed }
    throw error
  }
}

const tooSlow: HomeCardContent = { kind: 'none', note: words.tooSlow }

/** The first total of the query, or else the number of rows. */
async function numberOf(ctx: AdminContext, admin: Admin, card: ListCard): Promise<HomeCardContent> {
  const parameters = parametersOf(card)
  const { totals } = parseListState(ctx, admin, parameters)
  const [total] = totals
  if (total) {
    const { values, note } = await totalsPage(ctx, admin, { parameters })
    return note === null ? { kind: 'number', text: values[total.name] ?? '–' } : { kind: 'none', note }
  }
  const count = await countOf(ctx, admin, { query: card.query ?? '', leftMs: mostMs })
  return count === null || count.kind === 'unknown' ? tooSlow : { kind: 'number', text: shortly(ctx, count) }
}

async function rowsOf(ctx: AdminContext, admin: Admin, card: ListCard): Promise<HomeCardContent> {
  const state = { ...parseListState(ctx, admin, parametersOf(card)), size: mostRows }
  if (await isCostly(ctx, admin, state)) return tooSlow
  try {
    return await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(mostMs)}, true)`)
      const within = { ...ctx, db: tx }
      const { rows } = await readListRows(within, admin, state)
      const details = rows.length === 0 ? new Map<string, string>() : await detailsOf(within, admin, rows)
      return {
        kind: 'rows',
        rows: rows.map(({ key, label }) => ({
          label,
          href: key === '' ? null : `${adminPath(ctx, admin)}/${key}`,
          detail: details.get(key) ?? '',
        })),
      }
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return tooSlow
    throw error
  }
}

async function groupsOf(ctx: AdminContext, admin: Admin, card: ListCard): Promise<HomeCardContent> {
  const page = await groupsPage(ctx, admin, parametersOf(card))
  if (!page?.groups || page.notice !== null) return tooSlow
  return {
    kind: 'groups',
    groups: page.groups.rows.slice(0, mostGroups).map(({ label, rows, share, href }) => ({ label, rows, share, href })),
  }
}

/** A function of the project may take any time and throw anything; neither reaches the page. */
async function ownValue(ctx: AdminContext, { label, value }: ValueCard): Promise<HomeCardContent> {
  const { db, actor, now, timeZone, locale } = ctx
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), mostMs)
  })
  try {
    const found = await Promise.race([late, value({ db, actor, now, timeZone, locale })])
    if (found === null) return { kind: 'none', note: words.tookTooLong }
    return { kind: 'number', text: typeof found === 'number' ? numberFormat(locale).format(found) : found }
  } catch (error) {
    console.error(`brolly: \`value\` of the card “${label}” threw an error.`, error)
    return { kind: 'none', note: words.failed }
  } finally {
    clearTimeout(timer)
  }
}
