import NextAuth from 'next-auth'
import { cookies } from 'next/headers'
import { brollyAuth } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'

export const {
  enter,
  finishSignOn,
  logIn,
  logInWithCode,
  logInWithProof,
  logOut,
  openSession,
  pendingLogIn,
  readSessionId,
  renewSession,
  signOnProviders,
  startSignOn,
} = brollyAuth({
  db,
  env,
  nextAuth: NextAuth,
  cookies,
})
