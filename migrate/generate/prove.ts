import type { Connection } from '../database/connection'
import { buildStatements, type Refused } from '../database/build'
import { inScratchDatabase } from '../database/scratch-database'
import { readAll, unlikeCode } from './compare-with-code'
import type { Kit, SchemaInCode } from './kit'
import type { Unlike } from './values-in-code'
import { sqlState } from '@/admin/errors'

/** A statement that would fail in `migrate`, with what to do first. */
export interface Foreseen {
  /** From 1. */
  readonly number: number
  readonly statement: string
  /** PostgreSQL's reason. */
  readonly reason: string
  /** Empty if no remedy is known. */
  readonly advice: string
}

/** The result of running a migration in a scratch database. */
export interface Proof {
  /** The statements that would fail in `migrate`. */
  readonly refusals: readonly Foreseen[]
  /** The results that differ from the code. */
  readonly unlike: readonly Unlike[]
}

interface Tried {
  readonly url: string
  readonly before: readonly string[]
  readonly statements: readonly string[]
  /** The expected result. Without it, only failing statements are reported. */
  readonly code?: SchemaInCode
  readonly kit: Kit
}

/**
 * Runs the statements of a migration in a temporary database, after the files before it. A statement that fails there
 * would fail in `migrate` too, and the result is compared with the code.
 *
 * @returns `undefined` if it cannot be tried: the role may not create databases, the earlier files do not run on their
 *   own, or the migration creates roles.
 */
export async function proveMigration(sql: Connection, tried: Tried): Promise<Proof | undefined> {
  const { url, before, statements, code, kit } = tried
  // They would affect the whole server, and outlive the temporary database.
  if (statements.some(isForServer)) return undefined
  const inside = before.filter((statement) => !isForServer(statement))
  return inScratchDatabase(sql, { url, statements: inside }, async (scratch, failed) => {
    // The earlier files may depend on rows that do not exist here.
    if (failed.length > 0) return undefined
    const present = code ? await readAll(scratch) : []
    const refused = await buildStatements(scratch, statements)
    const refusals: Foreseen[] = []
    for (const refusal of refused)
      refusals.push({
        ...refusal,
        number: statements.indexOf(refusal.statement) + 1,
        advice: await adviceFor(sql, refusal),
      })
    const isComparable = code !== undefined && refused.length === 0
    return { refusals, unlike: isComparable ? await unlikeCode(scratch, { statements, code, kit, present }) : [] }
  })
}

/** Roles are not dropped with a database. */
function isForServer(statement: string): boolean {
  const withoutComments = statement.replace(/^(?:\s|--.*(?:\n|$)|\/\*[\s\S]*?\*\/)+/u, '')
  return /^(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER(?!\s+MAPPING\b)|GROUP|DATABASE|TABLESPACE)\b/iu.test(withoutComments)
}

/** Extensions with commonly used types, functions and operator classes, by PostgreSQL's name for the object. */
const broughtBy: Readonly<Record<string, string>> = {
  vector: 'vector',
  halfvec: 'vector',
  sparsevec: 'vector',
  vector_cosine_ops: 'vector',
  vector_l2_ops: 'vector',
  vector_ip_ops: 'vector',
  geometry: 'postgis',
  geography: 'postgis',
  citext: 'citext',
  hstore: 'hstore',
  ltree: 'ltree',
  lquery: 'ltree',
  cube: 'cube',
  gin_trgm_ops: 'pg_trgm',
  gist_trgm_ops: 'pg_trgm',
  similarity: 'pg_trgm',
  uuid_generate_v1: 'uuid-ossp',
  uuid_generate_v4: 'uuid-ossp',
  crypt: 'pgcrypto',
  digest: 'pgcrypto',
  gen_random_bytes: 'pgcrypto',
  gen_salt: 'pgcrypto',
  pgp_sym_encrypt: 'pgcrypto',
  unaccent: 'unaccent',
  seg: 'seg',
  isbn: 'isn',
  isbn13: 'isn',
}

async function adviceFor(sql: Connection, { reason, code }: Refused): Promise<string> {
  const name = /"([^"]+)"/u.exec(reason)?.[1] ?? /function ([\w.]+)\(/u.exec(reason)?.[1] ?? ''
  const bare = name.split('.').at(-1) ?? ''
  if (reason.startsWith('role '))
    return `Create the role first, or remove it from the migration: CREATE ROLE "${name}";`
  if (code !== sqlState.undefinedObject && code !== sqlState.undefinedFunction) return ''
  const extension = broughtBy[bare]
  if (extension === undefined)
    return code === sqlState.undefinedFunction
      ? 'Create the function in an earlier migration: npx brolly makemigrations --empty --sql'
      : ''
  const [known] = await sql<{ available: boolean; installed: boolean }[]>`
    select exists (select from pg_available_extensions where name = ${extension}) as available,
      exists (select from pg_extension where extname = ${extension}) as installed`
  const statement = `CREATE EXTENSION IF NOT EXISTS "${extension}";`
  if (known?.available !== true)
    return `The extension ${extension} provides it and is not installed on this server. Install it, then run: ${statement}`
  return `The extension ${extension} provides it. Add this in an earlier migration (npx brolly makemigrations --empty --sql --name add_${extension.replaceAll(/\W/gu, '_')}): ${statement}`
}
