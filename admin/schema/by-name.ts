/**
 * A record keyed by names from the schema, which can be anything: a column called `constructor` must not resolve to an
 * inherited property.
 */
export function byName<Value>(entries: Iterable<readonly [string, Value]> = []): Record<string, Value> {
  // An object without a prototype has only the keys that are set on it.
  const record = Object.create(null) as Record<string, Value>
  for (const [name, value] of entries) record[name] = value
  return record
}
