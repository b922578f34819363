'use server'

import type { PublicFormState } from '@/admin/client'
import { postForm } from '../forms'
import { newsletterForm, orderInquiry } from './forms'

export async function askForOrder(_: PublicFormState, data: FormData): Promise<PublicFormState> {
  return postForm(orderInquiry, data)
}

export async function subscribe(_: PublicFormState, data: FormData): Promise<PublicFormState> {
  return postForm(newsletterForm, data)
}
