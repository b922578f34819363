import { z } from 'zod'

const batchSchema = z.object({
  /** The arguments of `batch`. */
  table: z.string(),
  rows: z.number(),
  /** The key of the last row processed, as text. */
  after: z.array(z.string()).optional(),
  finished: z.boolean(),
})

/** The progress of one call of `batch`. */
export type BatchState = z.infer<typeof batchSchema>

const stateSchema = z.object({
  done: z.number().int().min(0),
  hash: z.string().optional(),
  batches: z.array(batchSchema).optional(),
})

/** The progress of a file that is not one transaction, and its direction. */
export interface Halfway extends z.infer<typeof stateSchema> {
  readonly direction: 'up' | 'down'
}

const words = { up: 'running', down: 'undoing' } as const

/** As stored in `brolly.migrations.state`. */
export function halfwayState({ direction, ...state }: Halfway): string {
  return `${words[direction]}:${JSON.stringify(state)}`
}

/** @returns `undefined` for a finished file. */
export function readHalfway({ state }: { state: string }): Halfway | undefined {
  const match = /^(running|undoing):(.*)$/s.exec(state)
  if (!match) return undefined
  const parsed = stateSchema.safeParse(parseJson(match[2] ?? ''))
  return { direction: match[1] === words.down ? 'down' : 'up', ...(parsed.success ? parsed.data : { done: 0 }) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
