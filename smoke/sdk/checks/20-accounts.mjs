import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'

const createAccount = 'com.atproto.server.createAccount'

export default async function ({ check, server, world }) {
  const domain = await world.domain()
  const fresh = async (name) => ({
    handle: await world.handle(name),
    email: `${name}-${Date.now()}@example.com`,
    password: 'a fine password',
  })
  const refuse = (input, ...names) => server.refused(createAccount, { json: input }, 400, ...names)

  await check('createAccount', async () => {
    const handle = await world.handle('accounts')
    const account = await world.account('accounts')
    assert.match(account.did, /^did:(plc:[a-z2-7]{24}|web:.+)$/)
    assert.equal(account.handle, handle)
    assert.ok(account.agent.session.accessJwt && account.agent.session.refreshJwt)
  })

  await check('a new account can act at once', async () => {
    const { agent, did, handle } = await world.account('accounts')
    const { data } = await agent.com.atproto.server.getSession()
    assert.equal(data.did, did)
    assert.equal(data.handle, handle)
    assert.equal(data.active, true)
  })

  await check('two accounts have two DIDs and two keys', async () => {
    const [one, other] = [await world.account('accounts'), await world.account('neighbour')]
    assert.notEqual(one.did, other.did)
    assert.notEqual(await one.signingKey(), await other.signingKey())
  })

  await check('a handle in capitals is the same handle', async () => {
    const input = await fresh('Capitals')
    const agent = new AtpAgent({ service: server.base })
    const { data } = await agent.createAccount({ ...input, handle: input.handle.toUpperCase() })
    assert.equal(data.handle, input.handle.toLowerCase())
    await refuse({ ...(await fresh('capitals')), handle: input.handle.toUpperCase() }, 'HandleNotAvailable')
  })

  await check('taken handle: HandleNotAvailable', async () => {
    const { handle } = await world.account('accounts')
    await refuse({ ...(await fresh('other')), handle }, 'HandleNotAvailable')
  })

  await check('taken e-mail, in capitals too: 400, and the handle stays free', async () => {
    const { email } = await world.account('accounts')
    const input = await fresh('mailtaken')
    await refuse({ ...input, email })
    await refuse({ ...input, email: email.toUpperCase() })
    const again = await server.ok(createAccount, { json: input })
    assert.equal(again.handle, input.handle)
  })

  await check('handle of another domain: UnsupportedDomain', async () => {
    await refuse({ ...(await fresh('foreign')), handle: 'someone.bsky.social' }, 'UnsupportedDomain')
  })

  await check('broken handles: InvalidHandle', async () => {
    for (const label of ['-dash', 'under_score', 'sp ace', '']) {
      await refuse({ ...(await fresh('broken')), handle: label + domain }, 'InvalidHandle', 'InvalidRequest')
    }
    for (const label of ['a.b', 'x', 'a-label-of-more-than-eighteen']) {
      await refuse({ ...(await fresh('broken')), handle: label + domain }, 'InvalidHandle')
    }
  })

  await check('reserved handle: HandleNotAvailable', async () => {
    await refuse({ ...(await fresh('reserved')), handle: `admin${domain}` }, 'HandleNotAvailable')
  })

  await check('broken input: 400, no account', async () => {
    const input = await fresh('incomplete')
    await refuse({ ...input, email: 'no address' })
    await refuse({ ...input, handle: 17 }, 'InvalidRequest')
    await refuse({ ...input, password: 'p'.repeat(257) })
    await refuse({ email: input.email, password: input.password }, 'InvalidRequest')
    await server.refused('com.atproto.identity.resolveHandle', { params: { handle: input.handle } }, 400)
  })
}
