import type { ExportPage } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import * as words from '../../words/export'

/** The options of an export, as a plain form that downloads the file. */
export function ExportScreen({ page }: { page: ExportPage }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.titleOf(page.plural)}</h1>
        <ButtonLink href={page.listHref}>{words.back}</ButtonLink>
      </div>
      <p className="lead">{words.leadOf(page.isNarrowed)}</p>
      <form className="stack" action={page.action}>
        {page.hidden.map(({ name, value }, index) => (
          <input key={`${index} ${name}`} type="hidden" name={name} value={value} />
        ))}
        <fieldset className="export-columns">
          <legend>{words.columns}</legend>
          {page.columns.map(({ name, label, shown }) => (
            <label key={name} className="check-row">
              <input type="checkbox" name="~columns" value={name} defaultChecked={shown} />
              {label}
            </label>
          ))}
        </fieldset>
        <Choice
          name="~format"
          label={words.format}
          options={[
            ['csv', words.csv],
            ['jsonl', words.jsonLines],
          ]}
        />
        <Choice
          name="~references"
          label={words.references}
          options={[
            ['names', words.byName],
            ['keys', words.byKey],
          ]}
        />
        {page.timeZone !== 'UTC' && (
          <Choice
            name="~zone"
            label={words.zone}
            options={[
              [page.timeZone, words.ownZone(page.timeZone)],
              ['UTC', words.utc],
            ]}
          />
        )}
        <div className="buttons">
          <Button type="submit" variant="primary">
            {words.download}
          </Button>
        </div>
      </form>
    </div>
  )
}

interface ChoiceProps {
  name: string
  label: string
  options: [value: string, label: string][]
}

function Choice({ name, label, options }: ChoiceProps) {
  return (
    <div className="short-field">
      <label htmlFor={name}>{label}</label>
      <select id={name} name={name} className="input">
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
