import { largestPageSize } from '../query/list-state'
import type { MaskKind } from '../schema/model'
import type { Admin, Site } from '../site/site'
import { columnNamed } from './names'
import type { Problem, ProblemId } from './problem'

/** Values that an option cannot use, so that it would be ignored or have another effect than intended. */
export function unusableValues(site: Site, admin: Admin): Problem[] {
  return [...outOfRange(admin), ...blank(admin), ...emptyParts(admin), ...unfit(site, admin)]
}

interface Found {
  id: ProblemId
  where: string
  message: string
  hint: string
}

const errorOf = (admin: Admin, { where, ...found }: Found): Problem => ({
  ...found,
  level: 'error',
  where: `${admin.path}: ${where}`,
})

function outOfRange(admin: Admin): Problem[] {
  const size: unknown = admin.options.list?.pageSize
  if (size === undefined) return []
  const fits = typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= largestPageSize
  if (fits) return []
  return [
    errorOf(admin, {
      id: 'brolly.E014',
      where: 'list.pageSize',
      message: `is ${String(size)}.`,
      hint: `Use a whole number from 1 to ${largestPageSize}.`,
    }),
  ]
}

/** Texts that a user would look for in vain. */
function blank(admin: Admin): Problem[] {
  const { singular, plural, group, labels = {}, form, list, record, actions = [] } = admin.options
  const sections = Array.isArray(form?.sections) ? form.sections : []
  const columns = Array.isArray(list?.columns) ? list.columns : []
  const texts: [where: string, text: string | undefined][] = [
    ['singular', singular],
    ['plural', plural],
    ['group', group],
    ...Object.entries(labels).map(([key, text]): [string, string | undefined] => [`labels.${key}`, text]),
    ...sections.map(({ label, collapsed }, index): [string, string | undefined] => [
      `form.sections[${index}].label`,
      label ?? (collapsed === true || form?.tabs === true ? '' : undefined),
    ]),
    ...columns.flatMap((column, index): [string, string | undefined][] =>
      typeof column === 'object'
        ? [
            [`list.columns[${index}].id`, column.id],
            [`list.columns[${index}].label`, column.label],
          ]
        : [],
    ),
    ...labelsIn('record.tools', record?.tools),
    ...labelsIn('record.tabs', record?.tabs),
    ...actions.flatMap(({ name, label }, index): [string, string | undefined][] => [
      [`actions[${index}].name`, name],
      [`actions[${index}].label`, label],
    ]),
  ]
  return texts.flatMap(([where, text]) =>
    text === undefined || text.trim() !== ''
      ? []
      : [errorOf(admin, { id: 'brolly.E016', where, message: 'is blank.', hint: 'Provide a text, or remove it.' })],
  )
}

function labelsIn(option: string, parts: unknown): [where: string, text: string | undefined][] {
  if (!Array.isArray(parts)) return []
  return (parts as readonly { label: unknown }[]).map(({ label }, index) => [
    `${option}[${index}].label`,
    typeof label === 'string' ? label : undefined,
  ])
}

/** Empty lists: an empty list does not mean the default. */
function emptyParts(admin: Admin): Problem[] {
  const { list, form } = admin.options
  const sections = Array.isArray(form?.sections) ? form.sections : null
  const parts: [where: string, value: unknown][] = [
    ['list.columns', list?.columns],
    ['form.sections', sections ?? undefined],
    ...(sections ?? []).map(({ fields }, index): [string, unknown] => [
      `form.sections[${index}].fields`,
      fields.flat(),
    ]),
  ]
  return parts.flatMap(([where, value]) =>
    Array.isArray(value) && value.length === 0
      ? [
          errorOf(admin, {
            id: 'brolly.E016',
            where,
            message: 'is empty, so nothing would be shown.',
            hint: 'List columns, or remove it.',
          }),
        ]
      : [],
  )
}

const maskKinds: readonly MaskKind[] = ['email', 'phone', 'name', 'number', 'text']

/** Columns that are unsuitable for the option that names them. */
function unfit(site: Site, admin: Admin): Problem[] {
  const { list, form } = admin.options
  const column = (name: string) => columnNamed(site, admin, { name: name.replace(/^[-^=]/u, ''), paths: true })
  const problem = (where: string, name: string, reason: string) =>
    errorOf(admin, {
      id: 'brolly.E015',
      where,
      message: `'${name}' ${reason}`,
      hint: 'Remove it, or use another column.',
    })
  return [
    ...(list?.sort ?? []).flatMap((name, index) => {
      const found = column(name)
      if (!found || (!found.secret && found.valueType.sortable)) return []
      return [
        problem(`list.sort[${index}]`, name, `is ${found.secret ? 'a secret' : found.castType} and cannot be sorted.`),
      ]
    }),
    ...(list?.search ?? []).flatMap((name, index) => {
      const found = column(name)
      if (!found || !found.secret) return []
      return [problem(`list.search[${index}]`, name, 'is a secret and cannot be searched.')]
    }),
    ...(list?.filters ?? []).flatMap((name, index) => {
      if (typeof name !== 'string') return []
      const found = column(name)
      if (!found || (!found.secret && found.type.operators.length > 0)) return []
      return [
        problem(
          `list.filters[${index}]`,
          name,
          `is ${found.secret ? 'a secret' : found.castType} and cannot be filtered.`,
        ),
      ]
    }),
    ...(form?.optional ?? []).flatMap((name, index) => {
      const found = column(name)
      if (!found || (found.valueType.emptyIsValue && found.link === null)) return []
      return [problem(`form.optional[${index}]`, name, 'is not text: an empty input already means NULL.')]
    }),
    ...Object.entries(admin.options.personal ?? {}).flatMap(([name, mask]) => {
      const found = column(name)
      if (!found) return []
      const { table } = admin
      const isReference = table.links.some((link) => link.columns.includes(found))
      return [
        ...(table.key.includes(found) || isReference
          ? [problem(`personal.${name}`, name, 'identifies a row, so it cannot be masked.')]
          : []),
        ...(mask === undefined || maskKinds.includes(mask)
          ? []
          : [problem(`personal.${name}`, name, `has an unknown mask. Known ones: ${maskKinds.join(', ')}.`)]),
      ]
    }),
  ]
}
