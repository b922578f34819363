/** @throws {Error} if there is no answer, or a refusal. */
export async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  if (!response.ok) throw new Error(String(response.status))
  // The type of our own route's response.
  return (await response.json()) as T
}
