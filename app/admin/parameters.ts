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

/**
 * A part of the URL as it was before it was encoded, which Next.js passes encoded to pages and decoded to routes. One that cannot be decoded
 * stays as it is, and names nothing.
 */
export function urlPart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The title of a record's page, derived from its URL: "12 · Orders". */
export const pageTitle = (table: string, key: string): string => `${urlPart(key)} · ${labelOf(urlPart(table))}`
