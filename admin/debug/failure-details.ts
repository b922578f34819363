import { causesOf } from '../errors'
import { DeclarationError } from '../site/name-failures'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/database'

const mostFrames = 8

/** Takes a thrown value apart. */
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
  const at = Number(position) - 1
  return `${text.slice(0, at)}▶${text.slice(at)}`
}

const isOwn = (line: string) => !line.includes('node_modules') && !line.includes('node:internal')

/** What a developer needs to find a fault; never shown to anybody else. */
export interface FailureDetails {
  /** `products: list.columns[2].value`; null where no declaration had a part in it. */
  declaration: string | null
  message: string
  /** SQLSTATE and what PostgreSQL adds. */
  code: string | null
  hint: string | null
  /** The statement that failed, with a mark before the place where it did. */
  sql: string | null
  /** The project's own lines, nearest first. */
  stack: string[]
}
