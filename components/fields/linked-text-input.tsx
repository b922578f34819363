import { ExternalLink, Mail, Phone } from 'lucide-react'
import type { FieldInputProps } from './field-input'
import { TextInput } from './text-input'
import * as words from '../words/fields'

const icons = { email: Mail, tel: Phone, url: ExternalLink } as const
type Mode = keyof typeof icons

/** A text that stands for a URL, with a link that opens it while it is the stored one. */
export function LinkedTextInput(props: FieldInputProps) {
  const { meta, href } = props
  const mode: Mode = meta.inputMode === 'email' || meta.inputMode === 'tel' ? meta.inputMode : 'url'
  const Icon = icons[mode]
  if (href === null) return <TextInput {...props} />
  return (
    <div className="linked-text">
      <TextInput {...props} />
      <a
        className="btn quiet icon"
        href={href}
        {...(mode === 'url' ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
        aria-label={words.openValue[mode](meta.label)}
        title={words.openValue[mode](meta.label)}
      >
        <Icon aria-hidden />
      </a>
    </div>
  )
}
