export const publicActor = 'public form'
export const send = 'Send'
export const noTable = 'The table of a form is not exported by the schema.'
export const noFiles = (label: string) =>
  `A form outside the admin cannot have “${label}”: files are only uploaded in the admin.`
export const compositeRelation = (label: string) =>
  `A form outside the admin cannot have “${label}”, which refers by several columns.`
