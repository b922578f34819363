import { byName } from '../schema/by-name'
import type { OptionRequest } from '../site/admin'
import { isTabName, reservedTabNames } from '../site/record-tools'
import type { Admin } from '../site/site'
import type { Problem } from './problem'
import { repeatedNames } from './names'

/** Declared pages of a record that could not be opened, and a next page that does not exist. */
export function wrongRecordTools(admin: Admin): Problem[] {
  const tabs = listed(admin.options.record?.tabs)
  const after: unknown = admin.options.form?.afterSave
  return [
    ...repeatedNames(admin, 'record.tabs', tabs),
    ...tabs.flatMap(({ name }, index) =>
      wrongName(admin, { name: String(name), option: `record.tabs[${index}].name` }),
    ),
    ...(after === undefined || typeof after === 'function' || ['list', 'record', 'add'].includes(String(after))
      ? []
      : [
          error(admin, {
            id: 'brolly.E014',
            option: 'form.afterSave',
            message: `is '${String(after)}'.`,
            hint: "Use 'list', 'record', 'add', or a function of the row.",
          }),
        ]),
  ]
}

function wrongName(admin: Admin, { name, option }: { name: string; option: string }): Problem[] {
  if (reservedTabNames.includes(name))
    return [
      error(admin, {
        id: 'brolly.E012',
        option,
        message: `'${name}' is a built-in name.`,
        hint: 'Choose a different name.',
      }),
    ]
  if (isTabName(name)) return []
  return [
    error(admin, {
      id: 'brolly.E014',
      option,
      message: `is '${name}', which cannot be part of a URL.`,
      hint: 'Use lower-case letters, digits and hyphens.',
    }),
  ]
}

type Row = Readonly<Record<string, string | null>>

/**
 * The functions of a row that a declaration contains. Without a real row they are called with two invented ones: one of
 * NULLs, and one of the text "1", which is also a number and a date. A function that throws for both has a mistake of its
 * own.
 */
export function rowFunctions(admin: Admin, { actor }: OptionRequest): { option: string; call: () => unknown }[] {
  const { record, form, url } = admin.options
  const functions: [option: string, value: unknown][] = [
    ...listed(record?.tools).flatMap(({ label, href, when }, index): [string, unknown][] => [
      [`record.tools[${index}].label`, label],
      [`record.tools[${index}].href`, href],
      [`record.tools[${index}].when`, when],
    ]),
    ...listed(record?.tabs).flatMap(({ label, when }, index): [string, unknown][] => [
      [`record.tabs[${index}].label`, label],
      [`record.tabs[${index}].when`, when],
    ]),
    ['form.afterSave', form?.afterSave],
    ['url', url],
  ]
  const rowOf = (text: string | null): Row => byName(admin.table.columns.map(({ key }) => [key, text]))
  return functions.flatMap(([option, value]) => {
    if (typeof value !== 'function') return []
    const call = (row: Row): unknown =>
      (value as (row: Row, request: OptionRequest) => unknown)(row, { actor, record: row })
    return [
      {
        option,
        call: () => {
          try {
            return call(rowOf('1'))
          } catch {
            return call(rowOf(null))
          }
        },
      },
    ]
  })
}

/** A list is checked; a function of the request is checked when it is called. */
const listed = <V>(value: readonly V[] | ((...given: never[]) => unknown) | undefined): readonly V[] =>
  Array.isArray(value) ? (value as readonly V[]) : []

interface Found {
  id: Problem['id']
  option: string
  message: string
  hint: string
}

const error = ({ path }: Admin, { option, ...found }: Found): Problem => ({
  ...found,
  level: 'error',
  where: `${path}: ${option}`,
})
