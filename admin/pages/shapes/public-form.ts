import type { RecordFormState, RecordPage } from './record'

/** A form outside the admin. */
export type FormPage = Pick<
  RecordPage,
  'mode' | 'sections' | 'tabbed' | 'conditions' | 'checks' | 'version' | 'base' | 'token'
> & {
  /** The button. */
  submit: string
}

/** The state after such a form was posted: what is wrong with it, or what is said once it was accepted. */
export interface PublicFormState extends RecordFormState {
  done?: string
}
