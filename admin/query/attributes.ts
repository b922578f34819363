import { sql } from 'drizzle-orm'
import { fieldTypeOf, valueTypeOf } from '../fields/registry'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import { parseSqlType } from '../schema/sql-type'
import type { AdminContext } from '../site/context'
import { relationName } from './table-ref'
import { bareFacts } from '../schema/columns'

interface TypeRow {
  oid: string
  kind: string
  /** The base type of a domain. */
  base: { oid: string; text: string } | null
  /** The element type of an array. */
  element: string | null
  required: boolean
  labels: string[] | null
  /** The type of a range's bounds. */
  bound: { oid: string; text: string } | null
  attributes: { name: string; oid: string; text: string }[] | null
}

interface Found {
  columns: { at: number; oid: string; text: string }[]
  types: TypeRow[]
}

/** The structure of a type, inside any domains and arrays. */
type Shape = Pick<
  ColumnFacts,
  | 'baseType'
  | 'castType'
  | 'dimensions'
  | 'length'
  | 'precision'
  | 'scale'
  | 'enumValues'
  | 'notNull'
  | 'attributes'
  | 'range'
>

/** Columns whose type is known to the schema only by name: it may be a composite or a range type. */
export function mayHaveAttributes({
  valueType,
  attributes,
  range,
  dimensions,
  enumValues,
  ...facts
}: ColumnModel): boolean {
  if (attributes !== undefined || range !== undefined || !valueType.known) return true
  return dimensions > 0 && !valueTypeOf({ ...facts, dimensions: 0, enumValues, secret: false }).known
}

/**
 * Reads the structure of composite and range types, down to types with a field type of their own, and adds it to the
 * columns. A type that has changed since is read again; one that no longer exists is treated as text.
 */
export async function learnAttributes(ctx: AdminContext, columns: readonly ColumnModel[]): Promise<void> {
  if (columns.length === 0) return
  const places = columns.map(
    ({ table, name }, index) => sql`(${index}::int, ${relationName(table)}::text, ${name}::text)`,
  )
  const [row] = await ctx.db.execute<{ found: string }>(sql`
    with recursive wanted as (
      select n.at, a.atttypid as oid, format_type(a.atttypid, a.atttypmod) as text
      from (values ${sql.join(places, sql`, `)}) n(at, relation, name)
      join pg_attribute a on a.attrelid = to_regclass(n.relation) and a.attname = n.name and not a.attisdropped),
    reached(oid) as (
      select oid from wanted
      union
      select part.oid from reached r join pg_type t on t.oid = r.oid cross join lateral (
        select t.typbasetype as oid where t.typtype = 'd'
        union all select t.typelem where t.typcategory = 'A' and t.typtype <> 'd' and t.typelem <> 0
        union all select r.rngsubtype from pg_range r where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)
        union all select a.atttypid from pg_attribute a
          where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) part)
    select json_build_object(
      'columns', (select coalesce(json_agg(json_build_object('at', at, 'oid', oid::text, 'text', text)), '[]') from wanted),
      'types', (select coalesce(json_agg(json_build_object(
        'oid', t.oid::text, 'kind', t.typtype, 'required', t.typnotnull,
        'base', case when t.typtype = 'd' then json_build_object('oid', t.typbasetype::text, 'text', format_type(t.typbasetype, t.typtypmod)) end,
        'element', case when t.typcategory = 'A' and t.typtype <> 'd' and t.typelem <> 0 then t.typelem::text end,
        'bound', (select json_build_object('oid', r.rngsubtype::text, 'text', format_type(r.rngsubtype, null))
          from pg_range r where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)),
        'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
        'attributes', (select json_agg(json_build_object('name', a.attname, 'oid', a.atttypid::text, 'text', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
          from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))), '[]')
        from reached r join pg_type t on t.oid = r.oid))::text as found`)
  // The query above builds this JSON.
  const { columns: found, types } = JSON.parse(row?.found ?? '{"columns":[],"types":[]}') as Found
  const byOid = new Map(types.map((type) => [type.oid, type]))
  const shapes = new Map(found.map(({ at, oid, text }) => [at, shapeOf(byOid, { oid, text })]))
  for (const [index, column] of columns.entries()) complete(column, shapes.get(index))
}

type Building = { -readonly [K in keyof ColumnModel]: ColumnModel[K] }

/** The model is built without a database; this is the only information added later. */
function complete(column: ColumnModel, { attributes, range }: Pick<ColumnFacts, 'attributes' | 'range'> = {}): void {
  const building: Building = column
  delete building.attributes
  delete building.range
  Object.assign(building, attributes && { attributes }, range && { range })
  building.valueType = valueTypeOf(building)
  if (building.link === null) building.type = fieldTypeOf(building)
}

function shapeOf(types: ReadonlyMap<string, TypeRow>, { oid, text }: { oid: string; text: string }): Shape {
  const type = types.get(oid)
  if (type?.base) {
    const below = shapeOf(types, type.base)
    return { ...below, notNull: below.notNull || type.required }
  }
  const parsed = parseSqlType(text)
  const element = type?.element ? types.get(type.element) : undefined
  if (element) {
    const inner = shapeOf(types, { oid: element.oid, text: text.replace(/(?:\[\])+$/u, '') })
    return {
      ...inner,
      castType: parsed.castType,
      dimensions: 1 + inner.dimensions,
      notNull: false,
    }
  }
  return {
    ...parsed,
    ...(type?.labels ? { baseType: 'enum' } : {}),
    enumValues: type?.labels ?? null,
    notNull: false,
    ...(type?.bound
      ? { range: { bound: factsOf(types, { name: 'bound', ...type.bound }), multi: type.kind === 'm' } }
      : {}),
    ...(type?.attributes ? { attributes: type.attributes.map((attribute) => factsOf(types, attribute)) } : {}),
  }
}

function factsOf(
  types: ReadonlyMap<string, TypeRow>,
  { name, ...type }: { name: string; oid: string; text: string },
): ColumnFacts {
  return {
    key: name,
    name,
    ...shapeOf(types, type),
    ...bareFacts,
  }
}
