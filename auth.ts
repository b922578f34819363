import NextAuth from 'next-auth'
import { cookies } from 'next/headers'
import { brollyAuth } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'

export const {
  enter,
  logIn,
  logInWithCode,
  logInWithProof,
  logOut,
  openSession,
  pendingLogIn,
  readSessionId,
  renewSession,
} = brollyAuth({
  db,
  env,
  nextAuth: NextAuth,
  cookies,
})
