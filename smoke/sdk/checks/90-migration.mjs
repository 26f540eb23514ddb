import assert from 'node:assert/strict'
import { AtpAgent } from '@atproto/api'
import { getPds } from '@atproto/identity'
import { verifyRepoCar } from '@atproto/repo'
import { didOf, Firehose } from '../lib/firehose.mjs'
import { png } from '../lib/png.mjs'

const records = 1000
const blobs = 20
const collection = 'app.bsky.feed.post'

/** The steps of an account migration, as an account's own tool takes them, from one server to another and back. */
export default async function ({ check, server, world }) {
  const { other } = world
  if (!other) return console.log('skipped: no --other server')
  const account = await world.account('mover')
  const { did, agent: home } = account
  const away = new AtpAgent({ service: other.server.base })

  await check(`${records} records and ${blobs} blobs to begin with`, () => fill(home, did))
  let before = await exported(server, account)

  await check('a deactivated account on the other server, with a service token', async () => {
    const aud = (await other.server.ok('com.atproto.server.describeServer')).did
    const lxm = 'com.atproto.server.createAccount'
    const { data } = await home.com.atproto.server.getServiceAuth({ aud, lxm })
    const input = { handle: await other.handle('mover'), email: account.email, password: account.password, did }
    await other.server.refused(lxm, { json: input }, 401)
    await other.server.ok(lxm, { json: input, token: data.token })
    await away.login({ identifier: did, password: account.password })
    assert.equal(away.session.active, false)
  })

  await check('repository, blobs and preferences follow', async () => {
    await move(home, away, did)
    const { data } = await away.com.atproto.server.checkAccountStatus()
    assert.deepEqual([data.indexedRecords, data.expectedBlobs, data.importedBlobs], [records, blobs, blobs])
    assert.deepEqual([data.activated, data.validDid], [false, false])
  })

  await check('not activated before the published DID document points there', async () => {
    const call = { token: away.session.accessJwt, method: 'POST' }
    await other.server.refused('com.atproto.server.activateAccount', call, 400)
  })

  await check('the identity moves, the account goes live there and rests here', async () => {
    await point(world, account, home, away)
    assert.equal(new URL(getPds(await world.directory.ensureResolve(did, true))).origin, other.server.base)
    await live(other.server, did, away, home)
    assert.deepEqual((await exported(other.server, account)).records, before.records)
  })

  await check('and back again, with what was written meanwhile', async () => {
    await away.post({ text: 'written away from home' })
    const { data } = await away.com.atproto.sync.getRepo({ did })
    await home.com.atproto.repo.importRepo(data, { encoding: 'application/vnd.ipld.car' })
    await point(other, account, away, home)
    await live(server, did, home, away)
    const after = await exported(server, account)
    assert.equal(after.records.size, records + 1)
    for (const [path, cid] of before.records) assert.equal(after.records.get(path), cid)
    await home.post({ text: 'home again' })
  })
}

async function fill(agent, did) {
  const refs = []
  for (let i = 0; i < blobs; i++) {
    const { data } = await agent.uploadBlob(png(8, i, 2 * i, 3 * i), { encoding: 'image/png' })
    refs.push(data.blob)
  }
  for (let from = 0; from < records; from += 200) {
    const writes = Array.from({ length: 200 }, (_, i) => create(from + i, refs[from + i]))
    await agent.com.atproto.repo.applyWrites({ repo: did, writes })
  }
}

function create(number, image) {
  const embed = image && { $type: 'app.bsky.embed.images', images: [{ alt: `${number}`, image: image.ipld?.() ?? image }] }
  const value = { $type: collection, text: `post ${number}`, createdAt: new Date().toISOString(), ...(embed && { embed }) }
  return { $type: 'com.atproto.repo.applyWrites#create', collection, value }
}

async function move(from, to, did) {
  const { data: car } = await from.com.atproto.sync.getRepo({ did })
  await to.com.atproto.repo.importRepo(car, { encoding: 'application/vnd.ipld.car' })
  let cursor
  do {
    const { data } = await to.com.atproto.repo.listMissingBlobs({ limit: 7, cursor })
    for (const { cid } of data.blobs) {
      const blob = await from.com.atproto.sync.getBlob({ did, cid })
      await to.com.atproto.repo.uploadBlob(blob.data, { encoding: blob.headers['content-type'] })
    }
    cursor = data.cursor
  } while (cursor)
  const { data } = await from.app.bsky.actor.getPreferences()
  await to.app.bsky.actor.putPreferences(data)
  assert.deepEqual((await to.com.atproto.repo.listMissingBlobs({})).data.blobs, [])
}

/** The old server signs, with the code from the e-mail; the new one sends the operation on. */
async function point(world, account, from, to) {
  const { data: credentials } = await to.com.atproto.identity.getRecommendedDidCredentials()
  await from.com.atproto.identity.requestPlcOperationSignature()
  const token = await world.code(account, 'plc_operation')
  const { rotationKeys, alsoKnownAs, verificationMethods, services } = credentials
  const wanted = { token, rotationKeys, alsoKnownAs, verificationMethods, services }
  const { data } = await from.com.atproto.identity.signPlcOperation(wanted)
  await to.com.atproto.identity.submitPlcOperation({ operation: data.operation })
}

async function live(server, did, there, here) {
  const firehose = await Firehose.open(server, 0)
  try {
    await there.com.atproto.server.activateAccount()
    await firehose.find(({ type, body }) => type === '#sync' && body.did === did, '#sync')
    const { data } = await there.com.atproto.server.getSession()
    assert.equal(data.active, true)
    const types = () => firehose.frames.filter((frame) => didOf(frame) === did).map(({ type }) => type)
    await firehose.find(() => types().slice(-3).join() === '#account,#identity,#sync', '#account, #identity, #sync')
  } finally {
    firehose.close()
  }
  await here.com.atproto.server.deactivateAccount({})
}

/** The repository as the server exports it, proven with the key of the DID document as it is now. */
async function exported(server, account) {
  const { bytes } = await server.xrpc('com.atproto.sync.getRepo', { params: { did: account.did } })
  const { creates } = await verifyRepoCar(new Uint8Array(bytes), account.did, await account.signingKey(true))
  return { records: new Map(creates.map((c) => [`${c.collection}/${c.rkey}`, c.cid.toString()])) }
}
