import { labelOf, type Parameters } from '@/admin/server'

/** What a page's `searchParams` resolves to. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** A query string as name and value pairs; a repeated name has several. */
export async function parametersOf(searchParams: SearchParams): Promise<Parameters> {
  return Object.entries(await searchParams).flatMap(([name, value]) =>
    value === undefined
      ? []
      : Array.isArray(value)
        ? value.map((item) => [name, item] as const)
        : [[name, value] as const],
  )
}

/** The first value of a parameter. */
export const wordOf = (parameters: Parameters, name: string): string | null =>
  parameters.find(([key]) => key === name)?.[1] ?? null

/** The title of a record's page, derived from its URL: "12 · Orders". A part that cannot be decoded stays unchanged. */
export function pageTitle(table: string, key: string): string {
  try {
    return `${decodeURIComponent(key)} · ${labelOf(decodeURIComponent(table))}`
  } catch {
    return `${key} · ${labelOf(table)}`
  }
}
