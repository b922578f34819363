import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { carryOut, rehearse, type Plan, type Ran } from '../write/plan/plan'
import type { Selection } from '../write/selection'
import { actionPlan } from '../actions/run-action'
import { declaredAction } from '../actions/declared-action'
import { changedIn, planPage, rowsOf } from './plan-page'
import type { PlanPage } from './shapes/plan'
import * as words from '../words/plan'

/** What a posted action leads to: what it would do, or its message after it was done. */
export type ActionAnswer = { kind: 'plan'; page: PlanPage; notice: string | null } | { kind: 'done'; message: string }

interface ActionStep {
  name: string
  selection: Selection
  /** The seal of the rehearsal that the user has agreed to, if there was one. */
  seal: string | undefined
}

/**
 * A step of a declared action: shows what it would do if it must be agreed to, or does it.
 *
 * @throws {AdminError} as `runAction` does.
 */
export async function postAction(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, seal }: ActionStep,
): Promise<ActionAnswer> {
  const isAsked = declaredAction(admin, name).danger === true || selection.kind === 'all'
  const plan = actionPlan(ctx, admin, { name, selection, strict: !isAsked })
  if (isAsked && seal === undefined)
    return { kind: 'plan', page: await rehearsal(ctx, admin, { name, plan }), notice: null }
  try {
    const { result } = await carryOut(ctx, plan, isAsked ? (seal ?? '') : null)
    return { kind: 'done', message: result }
  } catch (error) {
    if (!isAsked || !(error instanceof AdminError) || error.code !== 'CONFLICT') throw error
    return { kind: 'plan', page: await rehearsal(ctx, admin, { name, plan }), notice: error.message }
  }
}

async function rehearsal(
  ctx: AdminContext,
  admin: Admin,
  { name, plan }: { name: string; plan: Plan<string> },
): Promise<PlanPage> {
  const action = declaredAction(admin, name)
  const ran = await rehearse(ctx, plan)
  const page = await planPage(ctx, admin, {
    ran,
    verb: action.label,
    danger: action.danger ?? false,
    editable: false,
  })
  return { ...page, ...numbersOf(admin, { ran, label: action.label }) }
}

/** An action may do more than the log records, so it can also be run if nothing there would change. */
function numbersOf(
  admin: Admin,
  { ran, label }: { ran: Ran<string>; label: string },
): Pick<PlanPage, 'button' | 'sentence'> {
  const changed = changedIn(admin, ran)
  const refused = ran.refusals.reduce((sum, { rows }) => sum + rows.length, 0)
  return {
    button: words.run(label, rowsOf(admin, changed === 0 ? ran.chosen : changed)),
    sentence: words.actionSentence({ changed, unchanged: ran.chosen - changed, refused }),
  }
}
