import assert from 'node:assert/strict'
import { Firehose } from '../lib/firehose.mjs'

export default async function ({ check, server, world }) {
  const status = (did) => server.ok('com.atproto.sync.getRepoStatus', { params: { did } })
  const account = await world.account('lifecycle')
  const { server: methods } = account.agent.com.atproto

  await check('checkAccountStatus of a new account', async () => {
    const { data } = await methods.checkAccountStatus()
    assert.equal(data.activated, true)
    assert.equal(data.validDid, true)
    assert.equal(data.repoRev, (await status(account.did)).rev)
    assert.deepEqual([data.indexedRecords, data.expectedBlobs, data.importedBlobs], [0, 0, 0])
  })

  await check('deactivated: hidden from others, open to its owner', async () => {
    await account.agent.post({ text: 'before' })
    await methods.deactivateAccount({})
    assert.deepEqual(
      (({ active, status }) => [active, status])(await status(account.did)),
      [false, 'deactivated'],
    )
    await server.refused('com.atproto.sync.getRepo', { params: { did: account.did } }, 400, 'RepoDeactivated')
    const own = await server.xrpc('com.atproto.sync.getRepo', { token: account.token, params: { did: account.did } })
    assert.equal(own.status, 200)
    const write = { repo: account.did, collection: 'app.bsky.feed.post', record: { text: '', createdAt: 'x' } }
    await server.refused('com.atproto.repo.createRecord', { token: account.token, json: write }, 401, 'AccountDeactivated')
    await account.agent.login({ identifier: account.handle, password: account.password })
    assert.equal(account.agent.session.active, false)
  })

  await check('activated again: #account, #identity, #sync in this order', async () => {
    const firehose = await Firehose.open(server, 0)
    try {
      await methods.activateAccount()
      const sync = await firehose.find(
        ({ type, body }) => type === '#sync' && body.did === account.did && body.seq > 0 && reactivated(firehose, account.did),
        '#sync after #account',
      )
      assert.ok(sync)
      const tail = firehose.frames
        .filter(({ body }) => (body.did ?? body.repo) === account.did)
        .map(({ type }) => type)
        .slice(-3)
      assert.deepEqual(tail, ['#account', '#identity', '#sync'])
    } finally {
      firehose.close()
    }
    assert.equal((await status(account.did)).active, true)
    await account.agent.post({ text: 'after' })
  })

  await check('an account is deleted with DID, password and code, and leaves a tombstone', async () => {
    const leaver = await world.account('leaver')
    await leaver.agent.post({ text: 'soon gone' })
    await leaver.agent.com.atproto.server.requestAccountDelete()
    const token = await world.code(leaver, 'delete_account')
    const remove = (input) => server.xrpc('com.atproto.server.deleteAccount', { json: { did: leaver.did, ...input } })
    assert.equal((await remove({ password: 'a guess', token })).status, 401)
    assert.equal((await remove({ password: leaver.password, token: 'AAAAA-AAAAA' })).json.error, 'InvalidToken')
    assert.equal((await remove({ password: leaver.password, token })).status, 200)
    leaver.gone = true
    assert.deepEqual(
      (({ active, status }) => [active, status])(await status(leaver.did)),
      [false, 'deleted'],
    )
    await server.refused('com.atproto.sync.getRepo', { params: { did: leaver.did } }, 400, 'RepoNotFound')
    const again = { json: { identifier: leaver.handle, password: leaver.password } }
    await server.refused('com.atproto.server.createSession', again, 401)
    const firehose = await Firehose.open(server, 0)
    try {
      await firehose.find(
        ({ type, body }) => type === '#account' && body.did === leaver.did && body.status === 'deleted',
        '#account deleted',
      )
      const others = firehose.frames.filter(({ body }) => (body.did ?? body.repo) === leaver.did)
      assert.deepEqual(others.map(({ type }) => type), ['#account'])
    } finally {
      firehose.close()
    }
  })
}

/** Whether the account's newest event about its status says that it is active again. */
function reactivated(firehose, did) {
  const about = firehose.frames.filter(({ type, body }) => type === '#account' && body.did === did)
  return about.length > 1 && about.at(-1).body.active
}
