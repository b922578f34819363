import { causesOf } from '../errors'
import { DeclarationError } from '../site/name-failures'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/database'

const mostFrames = 8

/** Extracts the details of a thrown value. */
export function failureDetails(error: unknown): FailureDetails {
  const chain = causesOf(error)
  const declaration = chain.find((cause) => cause instanceof DeclarationError)
  const query = chain.find((cause) => 'query' in cause && typeof cause.query === 'string')
  const refusal = chain.find((cause) => 'severity' in cause)
  const root = chain.at(-1)
  return {
    declaration: declaration ? `${declaration.admin}: ${declaration.option}` : null,
    message: root?.message ?? String(error),
    code: refusal ? textOf(refusal, 'code') : null,
    hint: refusal ? (textOf(refusal, 'hint') ?? hints[textOf(refusal, 'code') ?? ''] ?? null) : null,
    sql: marked(query ? textOf(query, 'query') : null, refusal ? textOf(refusal, 'position') : null),
    stack:
      (declaration?.cause instanceof Error ? declaration.cause : root)?.stack
        ?.split('\n')
        .slice(1)
        .filter(isOwn)
        .slice(0, mostFrames) ?? [],
  }
}

const hints: Readonly<Record<string, string>> = {
  [sqlState.undefinedColumn]: words.differs,
  [sqlState.undefinedTable]: words.differs,
  [sqlState.undefinedFunction]: words.noSuchFunction,
  [sqlState.insufficientPrivilege]: words.grantPrivilege,
}

function textOf(value: object, name: string): string | null {
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'string' && found !== '' ? found : null
}

function marked(text: string | null, position: string | null): string | null {
  if (text === null || position === null) return text
  const index = Number(position) - 1
  return `${text.slice(0, index)}▶${text.slice(index)}`
}

const isOwn = (line: string) => !line.includes('node_modules') && !line.includes('node:internal')

/** What a developer needs to find a fault. Never shown to anyone else. */
export interface FailureDetails {
  /** `products: list.columns[2].value`; null if no declaration was involved. */
  declaration: string | null
  message: string
  /** The SQLSTATE and PostgreSQL's additional information. */
  code: string | null
  hint: string | null
  /** The failed statement, with a mark before the position of the error. */
  sql: string | null
  /** Stack frames in the project's own code, innermost first. */
  stack: string[]
}
