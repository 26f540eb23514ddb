import assert from 'node:assert/strict'
import { verifyJwt } from '@atproto/xrpc-server'
import { claims } from '../lib/jwt.mjs'

const method = 'com.atproto.server.getServiceAuth'
const aud = 'did:web:service.example'
const lxm = 'com.example.look'

export default async function ({ check, server, world }) {
  const account = await world.account('serviceauth')
  const mint = (params) => server.ok(method, { token: account.token, params })
  const refuse = (params, ...names) => server.refused(method, { token: account.token, params }, 400, ...names)

  await check("a service token verifies with the DID document's key", async () => {
    const { token } = await mint({ aud, lxm })
    const seen = await verifyJwt(token, aud, lxm, () => account.signingKey())
    assert.equal(seen.iss, account.did)
    const { iat, exp, jti } = claims(token)
    assert.equal(exp - iat, 60)
    assert.match(jti, /^[0-9a-f]{32}$/)
  })

  await check('it may be for one service of a DID', async () => {
    const { token } = await mint({ aud: `${aud}#some_service`, lxm })
    assert.equal(claims(token).aud, `${aud}#some_service`)
  })

  await check('an hour at most with a method, a minute without', async () => {
    const now = Math.floor(Date.now() / 1000)
    await mint({ aud, lxm, exp: now + 3500 })
    await mint({ aud, exp: now + 50 })
    await refuse({ aud, lxm, exp: now + 3700 }, 'BadExpiration')
    await refuse({ aud, exp: now + 120 }, 'BadExpiration')
    await refuse({ aud, lxm, exp: now - 10 }, 'BadExpiration')
  })

  await check('none for what changes who may enter', async () => {
    await refuse({ aud, lxm: 'com.atproto.server.createAppPassword' })
    await refuse({ aud, lxm: 'com.atproto.identity.updateHandle' })
  })

  await check('an altered token does not verify', async () => {
    const { token } = await mint({ aud, lxm })
    const other = await world.account('neighbour')
    await assert.rejects(verifyJwt(token, aud, lxm, () => other.signingKey()))
  })
}
