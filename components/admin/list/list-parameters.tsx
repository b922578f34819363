import type { ListPage } from '@/admin/client'

interface Parameter {
  name: string
  value: string
}

/** The parameters that a form of the list must send along, so that it changes only its own `names`. */
export function keptParameters(page: ListPage, names: readonly string[]): Parameter[] {
  const kept = page.hiddenParameters.filter((parameter) => !names.includes(parameter.name))
  const search = page.search?.value ?? ''
  const lacksSearch = search !== '' && !names.includes('q') && !kept.some((parameter) => parameter.name === 'q')
  return lacksSearch ? [{ name: 'q', value: search }, ...kept] : kept
}

export function Hidden({ parameters }: { parameters: readonly Parameter[] }) {
  return parameters.map(({ name, value }, index) => (
    <input key={`${index} ${name}`} type="hidden" name={name} value={value} />
  ))
}
