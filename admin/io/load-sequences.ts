import type { Sql } from 'postgres'
import { quoted } from '../postgres/data-catalogue'
import type { TableLoad } from './table-load'

interface SequenceState {
  value: string
  called: boolean
  step: string
  highest: string | null
}

/**
 * Advances the sequences of loaded columns to their dumped values, or beyond the existing values, but never backwards.
 * This is the last step, because sequences are not transactional.
 */
export async function advanceSequences(tx: Sql, loads: readonly TableLoad[]): Promise<void> {
  for (const load of loads) {
    for (const { name, sequence } of load.table.columns) {
      if (sequence === null || !load.head.columns.includes(name)) continue
      const [state] = await tx.unsafe<SequenceState[]>(`
        select q.last_value::text as value, q.is_called as called, s.seqincrement::text as step,
          (select (case when s.seqincrement > 0 then max(${quoted(name)}) else min(${quoted(name)}) end)::text from ${load.table.sql}) as highest
        from ${sequence} q, pg_catalog.pg_sequence s where s.seqrelid = ${literal(sequence)}::regclass`)
      if (state) await advance(tx, sequence, { state, dumped: load.sequences.get(name) })
    }
  }
}

async function advance(
  tx: Sql,
  sequence: string,
  { state, dumped }: { state: SequenceState; dumped: { value: string; called: boolean } | undefined },
): Promise<void> {
  const step = BigInt(state.step)
  const nextOf = ({ value, called }: { value: string; called: boolean }) => BigInt(value) + (called ? step : 0n)
  const isBeyond = (a: bigint, b: bigint) => (step > 0n ? a > b : a < b)
  let furthest = { value: state.value, called: state.called }
  const candidates = [
    ...(state.highest === null ? [] : [{ value: state.highest, called: true }]),
    ...(dumped ? [dumped] : []),
  ]
  for (const candidate of candidates) {
    // If both would continue with the same value, use the dumped one, so that a copy is identical.
    if (!isBeyond(nextOf(furthest), nextOf(candidate))) furthest = candidate
  }
  await tx.unsafe(`select setval(${literal(sequence)}, ${furthest.value}, ${furthest.called})`)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
