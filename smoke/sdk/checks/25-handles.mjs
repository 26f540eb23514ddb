import assert from 'node:assert/strict'
import { getHandle } from '@atproto/identity'
import { Firehose } from '../lib/firehose.mjs'

const updateHandle = 'com.atproto.identity.updateHandle'

export default async function ({ check, server, world }) {
  const account = await world.account('rename')
  const { identity } = account.agent.com.atproto
  const old = account.handle
  const renamed = await world.handle('renamed')

  await check('a new handle is what the network sees', async () => {
    const firehose = await Firehose.open(server, 0)
    try {
      await identity.updateHandle({ handle: renamed })
      const event = await firehose.find(
        ({ type, body }) => type === '#identity' && body.did === account.did && body.handle === renamed,
        '#identity with the new handle',
      )
      assert.equal(event.body.did, account.did)
    } finally {
      firehose.close()
    }
    assert.equal(getHandle(await world.directory.ensureResolve(account.did, true)), renamed)
    const { bytes } = await server.getAs(renamed, '/.well-known/atproto-did')
    assert.equal(bytes.toString().trim(), account.did)
    assert.equal((await server.getAs(old, '/.well-known/atproto-did')).status, 404)
    assert.equal((await identity.resolveHandle({ handle: renamed })).data.did, account.did)
    const about = await server.ok('com.atproto.repo.describeRepo', { params: { repo: renamed } })
    assert.equal(about.handleIsCorrect, true)
  })

  await check('resolveIdentity, resolveDid, refreshIdentity', async () => {
    for (const identifier of [account.did, renamed]) {
      const info = await server.ok('com.atproto.identity.resolveIdentity', { params: { identifier } })
      assert.deepEqual([info.did, info.handle], [account.did, renamed])
      assert.equal(info.didDoc.id, account.did)
    }
    const { didDoc } = await server.ok('com.atproto.identity.resolveDid', { params: { did: account.did } })
    assert.equal(didDoc.id, account.did)
    const fresh = await server.ok('com.atproto.identity.refreshIdentity', { json: { identifier: renamed } })
    assert.equal(fresh.did, account.did)
    const nobody = { params: { identifier: await world.handle('nobody') } }
    await server.refused('com.atproto.identity.resolveIdentity', nobody, 400, 'HandleNotFound')
  })

  await check("somebody's handle, a reserved one, a foreign one: refused", async () => {
    const neighbour = await world.account('neighbour')
    const domain = await world.domain()
    for (const handle of [neighbour.handle, `admin${domain}`, 'does-not-lead.example.com', 'no handle']) {
      await server.refused(updateHandle, { token: account.token, json: { handle } }, 400)
    }
    assert.equal((await account.agent.com.atproto.server.getSession()).data.handle, renamed)
  })

  await check('the old handle is free again', async () => {
    await identity.updateHandle({ handle: old })
    assert.equal((await identity.resolveHandle({ handle: old })).data.did, account.did)
  })
}
