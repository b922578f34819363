import { own, tableNamedBy, type Kind } from './leftover-kind'

const calledFunctions = [
  'aggtransfn',
  'aggfinalfn',
  'aggcombinefn',
  'aggserialfn',
  'aggdeserialfn',
  'aggmtransfn',
  'aggminvtransfn',
  'aggmfinalfn',
]

const calls = (word: string, column: string) =>
  `case when g.${column} <> 0 then '${word} = ' || g.${column}::regproc::text end`

const sized = (word: string, column: string) => `case when g.${column} <> 0 then '${word} = ' || g.${column} end`

/** What the final function does to the state. The default depends on the kind of the aggregate. */
const finalModifies = (word: string, column: string, modify: string) => `case when g.${column} <> 0 then '${word} = '
  || case g.${modify} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end`

/** The options of CREATE AGGREGATE; absent ones are null. */
const aggregateOptions = [
  calls('SFUNC', 'aggtransfn'),
  `'STYPE = ' || pg_catalog.format_type(g.aggtranstype, null)`,
  sized('SSPACE', 'aggtransspace'),
  calls('FINALFUNC', 'aggfinalfn'),
  `case when g.aggfinalextra then 'FINALFUNC_EXTRA' end`,
  finalModifies('FINALFUNC_MODIFY', 'aggfinalfn', 'aggfinalmodify'),
  calls('COMBINEFUNC', 'aggcombinefn'),
  calls('SERIALFUNC', 'aggserialfn'),
  calls('DESERIALFUNC', 'aggdeserialfn'),
  `'INITCOND = ' || pg_catalog.quote_literal(g.agginitval)`,
  calls('MSFUNC', 'aggmtransfn'),
  calls('MINVFUNC', 'aggminvtransfn'),
  `case when g.aggmtranstype <> 0 then 'MSTYPE = ' || pg_catalog.format_type(g.aggmtranstype, null) end`,
  sized('MSSPACE', 'aggmtransspace'),
  calls('MFINALFUNC', 'aggmfinalfn'),
  `case when g.aggmfinalextra then 'MFINALFUNC_EXTRA' end`,
  finalModifies('MFINALFUNC_MODIFY', 'aggmfinalfn', 'aggmfinalmodify'),
  `'MINITCOND = ' || pg_catalog.quote_literal(g.aggminitval)`,
  `(select pg_catalog.format('SORTOP = OPERATOR(%I.%s)', s.nspname, o.oprname)
    from pg_catalog.pg_operator o join pg_catalog.pg_namespace s on s.oid = o.oprnamespace where o.oid = g.aggsortop)`,
  `case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end`,
  `case when g.aggkind = 'h' then 'HYPOTHETICAL' end`,
]

/** An aggregate is created after the tables if a function that it calls is. */
export function aggregatesKind(phase: 'before' | 'after'): Kind {
  const namesTable = `(${['p.oid', ...calledFunctions.map((called) => `g.${called}`)].map(tableNamedBy).join(' or ')})`
  const signature = 'pg_catalog.pg_get_function_arguments(p.oid)'
  return {
    what: 'aggregate',
    phase,
    name: `pg_catalog.format('%s(%s)', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))`,
    statement: `pg_catalog.format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
      case ${signature} when '' then '*' else ${signature} end, pg_catalog.concat_ws(', ', ${aggregateOptions.join(', ')}))`,
    from: `pg_catalog.pg_aggregate g cross join ${own('pg_proc', 'p', 'pronamespace')} and p.oid = g.aggfnoid
      and ${phase === 'after' ? '' : 'not '}${namesTable}`,
    place: 'p.oid',
  }
}
