/** The mail server of the engine's own tests. */
export { linkIn, startSmtp, type ReceivedMail, type TestSmtp } from '@/admin/testing/kit/smtp'
