/** A record by names of the schema, which may be any: a column called `constructor` must not find what every object inherits. */
export function byName<Value>(entries: Iterable<readonly [string, Value]> = []): Record<string, Value> {
  // An object without a prototype has the keys that are set on it and no others.
  const record = Object.create(null) as Record<string, Value>
  for (const [name, value] of entries) record[name] = value
  return record
}
