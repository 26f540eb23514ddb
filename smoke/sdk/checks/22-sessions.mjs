import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'
import { claims, header } from '../lib/jwt.mjs'

const sessions = {
  create: 'com.atproto.server.createSession',
  get: 'com.atproto.server.getSession',
  refresh: 'com.atproto.server.refreshSession',
  delete: 'com.atproto.server.deleteSession',
}

export default async function ({ check, server, world }) {
  const account = await world.account('sessions')
  const login = (identifier, password = account.password) =>
    server.xrpc(sessions.create, { json: { identifier, password } })
  const rotate = (token) => server.xrpc(sessions.refresh, { method: 'POST', token })

  await check('login by handle, e-mail and DID', async () => {
    for (const identifier of [account.handle, account.handle.toUpperCase(), account.email, account.did]) {
      const agent = new AtpAgent({ service: server.base })
      const { data } = await agent.login({ identifier, password: account.password })
      assert.equal(data.did, account.did, identifier)
      assert.equal(data.handle, account.handle)
      assert.equal(data.email, account.email)
      assert.equal(data.active, true)
    }
  })

  await check('session tokens: kinds, subject, lifetimes', async () => {
    const { json } = await login(account.handle)
    const [access, refresh] = [claims(json.accessJwt), claims(json.refreshJwt)]
    assert.equal(header(json.accessJwt).typ, 'at+jwt')
    assert.equal(header(json.refreshJwt).typ, 'refresh+jwt')
    assert.equal(access.sub, account.did)
    assert.equal(access.scope, 'com.atproto.access')
    assert.equal(refresh.scope, 'com.atproto.refresh')
    assert.equal(access.exp - access.iat, 120 * 60)
    assert.equal(refresh.exp - refresh.iat, 90 * 24 * 60 * 60)
  })

  await check('wrong password and unknown person: the same 401, no sooner than 350 ms', async () => {
    const started = Date.now()
    const wrong = await login(account.handle, 'a guess')
    const between = Date.now()
    const unknown = await login(await world.handle('nobody'), 'a guess')
    assert.deepEqual([wrong.status, wrong.json.error], [401, 'AuthenticationRequired'])
    assert.deepEqual([unknown.status, unknown.json], [wrong.status, wrong.json])
    for (const [what, ms] of [
      ['wrong', between - started],
      ['unknown', Date.now() - between],
    ]) {
      assert.ok(ms >= 345, `${what}: answered after ${ms} ms`)
    }
  })

  await check('getSession', async () => {
    const session = await server.ok(sessions.get, { token: account.token })
    assert.equal(session.did, account.did)
    assert.equal(session.handle, account.handle)
    assert.equal(session.email, account.email)
    assert.equal(session.active, true)
    assert.equal(session.accessJwt, undefined)
  })

  await check('refreshSession through the SDK', async () => {
    const agent = new AtpAgent({ service: server.base })
    await agent.login({ identifier: account.handle, password: account.password })
    const before = agent.session.refreshJwt
    await agent.sessionManager.refreshSession()
    assert.notEqual(agent.session.refreshJwt, before)
    await agent.com.atproto.server.getSession()
  })

  await check('an old refresh token, within its grace, gives the same successor', async () => {
    const { json: first } = await login(account.handle)
    const [one, other] = [await rotate(first.refreshJwt), await rotate(first.refreshJwt)]
    assert.deepEqual([one.status, other.status], [200, 200])
    assert.notEqual(claims(one.json.refreshJwt).jti, claims(first.refreshJwt).jti)
    assert.equal(claims(one.json.refreshJwt).jti, claims(other.json.refreshJwt).jti)
    assert.equal((await rotate(other.json.refreshJwt)).status, 200)
  })

  await check('deleteSession ends the session: its refresh token answers ExpiredToken', async () => {
    const { json } = await login(account.handle)
    const ended = await server.xrpc(sessions.delete, { method: 'POST', token: json.refreshJwt })
    assert.equal(ended.status, 200)
    await server.refused(sessions.refresh, { method: 'POST', token: json.refreshJwt }, 400, 'ExpiredToken')
  })

  await check('an access token does not refresh, a refresh token gives no access', async () => {
    const { json } = await login(account.handle)
    await server.refused(sessions.refresh, { method: 'POST', token: json.accessJwt }, 400, 'InvalidToken')
    await server.refused(sessions.delete, { method: 'POST', token: json.accessJwt }, 400, 'InvalidToken')
    await server.refused(sessions.get, { token: json.refreshJwt }, 400, 'InvalidToken')
  })

  await check('made-up and altered tokens: InvalidToken', async () => {
    const [head, body, signature] = account.token.split('.')
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const neighbour = encode({ ...claims(account.token), sub: (await world.account('neighbour')).did })
    const unsigned = encode({ ...header(account.token), alg: 'none' })
    const past = encode({ ...claims(account.token), exp: 1 })
    const made = [
      'abc',
      'a.b.c',
      `${head}.${neighbour}.${signature}`,
      `${head}.${past}.${signature}`,
      `${unsigned}.${body}.`,
      `${head}.${body}.${signature.split('').reverse().join('')}`,
    ]
    for (const token of made) await server.refused(sessions.get, { token }, 400, 'InvalidToken')
  })

  await check('no credentials: 401 AuthenticationRequired', async () => {
    await server.refused(sessions.get, {}, 401, 'AuthenticationRequired')
    await server.refused(sessions.refresh, { method: 'POST' }, 401, 'AuthenticationRequired')
    await server.refused('com.atproto.repo.createRecord', { json: {} }, 401, 'AuthenticationRequired')
  })

  await check('broken login input: 400 InvalidRequest', async () => {
    for (const json of [{}, { identifier: account.handle }, { identifier: 1, password: 2 }, []]) {
      await server.refused(sessions.create, { json }, 400, 'InvalidRequest')
    }
  })

  await check("answers to a caller are nobody else's to cache", async () => {
    const { headers } = await server.xrpc(sessions.get, { token: account.token })
    assert.match(headers.get('cache-control') ?? '', /private|no-store/)
    assert.match(headers.get('vary') ?? '', /authorization/i)
  })
}
