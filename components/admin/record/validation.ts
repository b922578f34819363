/** A file of its own, because it is loaded with the first change of a form and is a quarter of the form's JavaScript. */
export { createFormControl } from 'react-hook-form'
