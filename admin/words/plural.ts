/** The forms of a word or sentence by number, as `Intl.PluralRules` names them. English has `one` and `other`. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

const rules = new Intl.PluralRules('en-US')

/** Picks the form that belongs to a number: `plural(rows, { one: '1 row', other: `${rows} rows` })`. */
export function plural(count: number, forms: PluralForms): string {
  return forms[rules.select(count)] ?? forms.other
}
