import assert from 'node:assert/strict'
import { getHandle, getKey, getPds } from '@atproto/identity'
import plc from '@did-plc/lib'

const resolveHandle = 'com.atproto.identity.resolveHandle'

export default async function ({ check, server, world }) {
  const account = await world.account('identity')

  await check('the DID document names the handle, the key and this server', async () => {
    const document = await world.directory.ensureResolve(account.did)
    assert.equal(getHandle(document), account.handle)
    assert.match(getKey(document), /^did:key:zQ3s/)
    assert.equal(new URL(getPds(document)).origin, server.base)
  })

  if (account.did.startsWith('did:plc:')) {
    await check('the DID is the hash of its signed genesis operation', async () => {
      const log = await world.directory.auditLog(account.did)
      assert.equal(log[0].operation.prev, null)
      assert.equal(await plc.didForCreateOp(log[0].operation), account.did)
    })

    await check('the operation log verifies, and gives the data of the document', async () => {
      const log = await world.directory.auditLog(account.did)
      const data = await plc.validateOperationLog(
        account.did,
        log.filter((entry) => !entry.nullified).map((entry) => entry.operation),
      )
      assert.equal(data.verificationMethods.atproto, await account.signingKey())
      assert.deepEqual(data.alsoKnownAs, [`at://${account.handle}`])
      assert.ok(data.rotationKeys.length > 0)
      assert.ok(!data.rotationKeys.includes(data.verificationMethods.atproto), 'the repo key must not rotate the DID')
    })
  }

  await check('/.well-known/atproto-did by Host name', async () => {
    const { port } = new URL(server.base)
    for (const host of [account.handle, `${account.handle}:${port || 443}`, account.handle.toUpperCase()]) {
      const { status, headers, bytes } = await server.getAs(host, '/.well-known/atproto-did')
      assert.equal(status, 200, `Host ${host}: ${status}`)
      assert.match(headers.get('content-type'), /^text\/plain/)
      assert.equal(bytes.toString().trim(), account.did)
    }
  })

  await check('/.well-known/atproto-did of nobody: 404', async () => {
    const { status } = await server.getAs(await world.handle('nobody'), '/.well-known/atproto-did')
    assert.equal(status, 404)
  })

  await check('resolveHandle', async () => {
    for (const handle of [account.handle, account.handle.toUpperCase()]) {
      assert.equal((await server.ok(resolveHandle, { params: { handle } })).did, account.did)
    }
  })

  await check('resolveHandle of nobody under our domain: HandleNotFound', async () => {
    await server.refused(resolveHandle, { params: { handle: await world.handle('nobody') } }, 400, 'HandleNotFound')
  })

  await check('resolveHandle of no handle: InvalidRequest', async () => {
    await server.refused(resolveHandle, {}, 400, 'InvalidRequest')
    await server.refused(resolveHandle, { params: { handle: 'not a handle' } }, 400, 'InvalidRequest')
  })

  await check('describeRepo', async () => {
    await account.agent.post({ text: 'so that there is a collection' })
    for (const repo of [account.did, account.handle]) {
      const about = await server.ok('com.atproto.repo.describeRepo', { params: { repo } })
      assert.equal(about.did, account.did)
      assert.equal(about.handle, account.handle)
      assert.equal(about.didDoc.id, account.did)
      assert.deepEqual(about.collections, ['app.bsky.feed.post'])
      assert.equal(about.handleIsCorrect, true)
    }
  })

  await check('describeRepo of nobody: 400', async () => {
    await server.refused('com.atproto.repo.describeRepo', { params: { repo: await world.handle('nobody') } }, 400)
    await server.refused('com.atproto.repo.describeRepo', { params: { repo: 'no/repo' } }, 400, 'InvalidRequest')
  })
}
