import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'
import { claims } from '../lib/jwt.mjs'

export default async function ({ check, server, world }) {
  const account = await world.account('apppass')
  const { server: methods } = account.agent.com.atproto
  const login = async (password) => {
    const agent = new AtpAgent({ service: server.base })
    await agent.login({ identifier: account.handle, password })
    return agent
  }
  const made = {}

  await check('createAppPassword: the password is shown once', async () => {
    for (const privileged of [false, true]) {
      const name = privileged ? 'privileged' : 'plain'
      const { data } = await methods.createAppPassword({ name, privileged })
      assert.match(data.password, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
      assert.equal(data.name, name)
      assert.ok(Date.parse(data.createdAt) <= Date.now() + 1000)
      made[name] = data.password
    }
    const { data } = await methods.listAppPasswords()
    assert.deepEqual(data.passwords.map((p) => p.name).sort(), ['plain', 'privileged'])
    assert.ok(data.passwords.every((p) => p.password === undefined))
  })

  await check('two app passwords of one name: 400', async () => {
    const call = { token: account.token, json: { name: 'plain' } }
    await server.refused('com.atproto.server.createAppPassword', call, 400)
  })

  await check('a login with an app password writes, within its scope', async () => {
    for (const [name, scope] of [
      ['plain', 'com.atproto.appPass'],
      ['privileged', 'com.atproto.appPassPrivileged'],
    ]) {
      const agent = await login(made[name])
      assert.equal(claims(agent.session.accessJwt).scope, scope)
      await agent.post({ text: `by the ${name} app password` })
      await agent.sessionManager.refreshSession()
      assert.equal(claims(agent.session.accessJwt).scope, scope)
    }
  })

  await check('it changes nothing about who may enter', async () => {
    const { session } = await login(made.privileged)
    const token = session.accessJwt
    const one = { token, json: { name: 'more' } }
    await server.refused('com.atproto.server.createAppPassword', one, 400, 'InvalidToken')
    await server.refused('com.atproto.server.deactivateAccount', { token, json: {} }, 400, 'InvalidToken')
    await server.refused('com.atproto.server.requestAccountDelete', { token, method: 'POST' }, 400, 'InvalidToken')
  })

  await check('chat needs the account password or a privileged app password', async () => {
    const params = { aud: 'did:web:api.bsky.chat', lxm: 'chat.bsky.convo.getLog' }
    const plain = await login(made.plain)
    const call = { token: plain.session.accessJwt, params }
    await server.refused('com.atproto.server.getServiceAuth', call, 400)
    const privileged = await login(made.privileged)
    await privileged.com.atproto.server.getServiceAuth(params)
  })

  await check('a revoked app password ends its sessions', async () => {
    const agent = await login(made.plain)
    await methods.revokeAppPassword({ name: 'plain' })
    const again = { json: { identifier: account.handle, password: made.plain } }
    await server.refused('com.atproto.server.createSession', again, 401, 'AuthenticationRequired')
    const refresh = { method: 'POST', token: agent.session.refreshJwt }
    await server.refused('com.atproto.server.refreshSession', refresh, 400, 'ExpiredToken')
    const { data } = await methods.listAppPasswords()
    assert.deepEqual(data.passwords.map((p) => p.name), ['privileged'])
  })
}
