import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'
import { Firehose } from '../lib/firehose.mjs'
import { png } from '../lib/png.mjs'
import { rkeyOf } from '../lib/repo.mjs'

const updateSubjectStatus = 'com.atproto.admin.updateSubjectStatus'

export default async function ({ check, server, world }) {
  const account = await world.account('takedown')
  const { did, agent } = account
  const admin = world.adminHeaders
  const { data: upload } = await agent.uploadBlob(png(8, 200, 30, 30), { encoding: 'image/png' })
  const image = { $type: 'app.bsky.embed.images', images: [{ alt: '', image: upload.blob }] }
  const post = await agent.post({ text: 'with a picture', embed: image })
  const blob = { did, cid: upload.blob.ref.toString() }
  const take = (subject, applied) =>
    server.ok(updateSubjectStatus, {
      headers: admin,
      json: { subject, takedown: applied ? { applied, ref: 'smoke' } : { applied } },
    })

  await check('admin methods: the operator only', async () => {
    const call = { params: { did } }
    const nsid = 'com.atproto.admin.getAccountInfo'
    await server.refused(nsid, call, 401, 'AuthenticationRequired')
    await server.refused(nsid, { ...call, token: account.token }, 401, 'InvalidToken')
    await server.refused(nsid, { ...call, token: 'a guess' }, 401, 'InvalidToken')
    const basic = { authorization: `Basic ${Buffer.from(`admin:${world.adminToken}`).toString('base64')}` }
    for (const headers of [admin, basic]) {
      const info = await server.ok(nsid, { ...call, headers })
      assert.deepEqual([info.did, info.handle, info.email], [did, account.handle, account.email])
    }
  })

  await check('_admin/status', async () => {
    await server.refused('_admin/status', {}, 401, 'AuthenticationRequired')
    await server.refused('_admin/status', { token: 'a guess' }, 401, 'InvalidToken')
    const status = await server.ok('_admin/status', { headers: admin })
    assert.equal(status.status, 'ok')
    assert.ok(status.database.accountDb.exists && status.sequencer.currentSeq > 0)
    const own = status.accounts.find((a) => a.did === did)
    assert.deepEqual([own.recordCount, own.blobCount, own.missingBlobCount], [1, 1, 0])
  })

  await check('a record taken down is hidden, its repo stays whole', async () => {
    const subject = { $type: 'com.atproto.repo.strongRef', uri: post.uri, cid: post.cid }
    const record = { repo: did, collection: 'app.bsky.feed.post', rkey: rkeyOf(post.uri) }
    await take(subject, true)
    await server.refused('com.atproto.repo.getRecord', { params: record }, 400, 'RecordNotFound')
    await take(subject, false)
    await server.ok('com.atproto.repo.getRecord', { params: record })
  })

  await check('a blob taken down is not served and not taken again', async () => {
    const subject = { $type: 'com.atproto.admin.defs#repoBlobRef', did, cid: blob.cid }
    await take(subject, true)
    assert.equal((await server.xrpc('com.atproto.sync.getBlob', { params: blob })).status, 400)
    await assert.rejects(agent.uploadBlob(png(8, 200, 30, 30), { encoding: 'image/png' }))
    await take(subject, false)
    assert.equal((await server.xrpc('com.atproto.sync.getBlob', { params: blob })).status, 200)
  })

  await check('an account taken down: sessions end, data goes, the firehose tells', async () => {
    const subject = { $type: 'com.atproto.admin.defs#repoRef', did }
    const firehose = await Firehose.open(server, 0)
    try {
      const refresh = agent.session.refreshJwt
      await take(subject, true)
      await firehose.find(
        ({ type, body }) => type === '#account' && body.did === did && body.status === 'takendown',
        '#account takendown',
      )
      await server.refused('com.atproto.server.getSession', { token: account.token }, 401, 'AccountTakedown')
      await server.refused('com.atproto.server.refreshSession', { method: 'POST', token: refresh }, [400, 401])
      await server.refused('com.atproto.sync.getRepo', { params: { did } }, 400, 'RepoTakendown')
      const status = await server.ok('com.atproto.admin.getSubjectStatus', { headers: admin, params: { did } })
      assert.equal(status.takedown.applied, true)
    } finally {
      firehose.close()
    }
  })

  await check('its owner may still log in to leave with the data, and do nothing else', async () => {
    const login = { identifier: account.handle, password: account.password }
    await server.refused('com.atproto.server.createSession', { json: login }, 401, 'AccountTakedown')
    const { accessJwt: token } = await server.ok('com.atproto.server.createSession', {
      json: { ...login, allowTakendown: true },
    })
    const repo = await server.xrpc('com.atproto.sync.getRepo', { token, params: { did } })
    assert.equal(repo.status, 200)
    const write = { repo: did, collection: 'app.bsky.feed.post', record: { text: '', createdAt: new Date().toISOString() } }
    await server.refused('com.atproto.repo.createRecord', { token, json: write }, 400, 'InvalidToken')
  })

  await check('restored, it is what it was', async () => {
    await take({ $type: 'com.atproto.admin.defs#repoRef', did }, false)
    const again = new AtpAgent({ service: server.base })
    await again.login({ identifier: account.handle, password: account.password })
    await again.post({ text: 'back' })
  })

  await check('invite codes: minted, listed, disabled', async () => {
    const { code } = await server.ok('com.atproto.server.createInviteCode', { headers: admin, json: { useCount: 1 } })
    const listed = await server.ok('com.atproto.admin.getInviteCodes', { headers: admin, params: { limit: 100 } })
    assert.ok(listed.codes.some((c) => c.code === code && !c.disabled))
    const disable = await server.xrpc('com.atproto.admin.disableInviteCodes', { headers: admin, json: { codes: [code] } })
    assert.equal(disable.status, 200)
  })
}
