import assert from 'node:assert/strict'
import { TID } from '@atproto/common-web'
import { cidForRecord, readCar, readCarStream, readCarWithRoot, verifyProofs, verifyRecords } from '@atproto/repo'
import { Repo, rkeyOf } from '../lib/repo.mjs'

const note = 'com.example.smoke.note'
const nobody = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const strings = (cids) => [...cids].map(String).sort()

export default async function ({ check, server, world }) {
  const account = await world.account('sync')
  const { did, agent } = account
  const repo = new Repo(server, account)
  const key = await account.signingKey()
  const create = (n) => ({ $type: 'com.atproto.repo.applyWrites#create', collection: note, value: { n } })
  await repo.applyWrites(Array.from({ length: 120 }, (_, n) => create(n)))
  const { uri: postUri } = await agent.post({ text: 'exported' })

  await check('getRepo: signature and tree verify with the key of the DID document', async () => {
    const { commit, records } = await repo.verified()
    assert.equal(records.size, 121)
    assert.ok(TID.is(commit.rev))
  })

  await check('getRepo equals listRecords of every collection', async () => {
    const { collections } = await server.ok('com.atproto.repo.describeRepo', { params: { repo: did } })
    const listed = new Map()
    for (const collection of collections) {
      for (const { uri, cid } of (await repo.list(collection)).records)
        listed.set(uri.slice(`at://${did}/`.length), cid)
    }
    const { records } = await repo.verified()
    assert.deepEqual([...listed].sort(), [...records].sort())
  })

  await check('getRepo begins with the commit and holds no block that the head does not reach', async () => {
    const { bytes, blocks, commit } = await repo.verified()
    const car = await readCarStream([bytes])
    const { value: first } = await car.blocks.next()
    assert.equal(first.cid.toString(), commit.cid.toString())
    assert.deepEqual(strings(blocks.keys()), strings(commit.newBlocks.keys()))
  })

  await check('getLatestCommit and getRepoStatus agree with the export', async () => {
    const { commit } = await repo.verified()
    assert.deepEqual(await repo.latest(), { cid: commit.cid.toString(), rev: commit.rev })
    const status = await server.ok('com.atproto.sync.getRepoStatus', { params: { did } })
    assert.deepEqual(status, { did, active: true, rev: commit.rev })
  })

  await check('getRepo since a revision: what came after, with the new commit', async () => {
    const full = await repo.verified()
    const made = await repo.create({ collection: note, record: { n: 'after' } })
    const bytes = await repo.car('getRepo', { since: full.commit.rev })
    const { root, blocks } = await readCarWithRoot(bytes)
    assert.ok(bytes.length < full.bytes.length / 4, `${bytes.length} bytes, the whole repo ${full.bytes.length}`)
    assert.equal(root.toString(), made.commit.cid)
    const cids = strings(blocks.keys())
    assert.ok(cids.includes(made.cid) && cids.includes(made.commit.cid))
    assert.deepEqual(
      cids.filter((cid) => strings(full.blocks.keys()).includes(cid)),
      [],
    )
  })

  await check('getRecord: the proof verifies', async () => {
    const rkey = rkeyOf(postUri)
    const bytes = await repo.car('getRecord', { collection: 'app.bsky.feed.post', rkey })
    const records = await verifyRecords(bytes, did, key)
    const found = records.find((r) => r.rkey === rkey)
    assert.equal(found.record.text, 'exported')
    const { cid } = await repo.get('app.bsky.feed.post', rkey)
    const claim = { collection: 'app.bsky.feed.post', rkey, cid: await cidForRecord(found.record) }
    assert.equal(claim.cid.toString(), cid)
    const { verified, unverified } = await verifyProofs(bytes, [claim], did, key)
    assert.deepEqual([verified.length, unverified.length], [1, 0])
  })

  await check('getRecord of an absent key: the proof of absence verifies', async () => {
    for (const rkey of ['absent', '2222222222222', 'zzzzzzzzzzzzz']) {
      const bytes = await repo.car('getRecord', { collection: note, rkey })
      const { verified } = await verifyProofs(bytes, [{ collection: note, rkey, cid: null }], did, key)
      assert.equal(verified.length, 1)
    }
  })

  await check('getBlocks gives the blocks asked for', async () => {
    const { blocks, commit, records } = await repo.verified()
    const cids = [commit.cid.toString(), ...[...records.values()].slice(0, 3)]
    const got = await readCar(await repo.car('getBlocks', { cids }))
    assert.deepEqual(strings(got.blocks.keys()), cids.sort())
    for (const [cid, bytes] of got.blocks) assert.deepEqual(bytes, blocks.get(cid))
  })

  await check('getBlocks of a block that is not there, or no longer: 400', async () => {
    const { uri, cid } = await repo.create({ collection: note, record: { n: 'soon replaced' } })
    const before = await repo.latest()
    await repo.put({ collection: note, rkey: rkeyOf(uri), record: { n: 'replaced' } })
    for (const gone of [cid, before.cid, (await cidForRecord({ never: 'written' })).toString()]) {
      await server.refused('com.atproto.sync.getBlocks', { params: { did, cids: [gone] } }, 400)
    }
    await server.refused('com.atproto.sync.getBlocks', { params: { did, cids: ['no-cid'] } }, 400, 'InvalidRequest')
  })

  await check('listRepos, in pages, names every account with its head', async () => {
    const repos = new Map()
    let cursor
    for (let page = 0; page < 1000; page++) {
      const params = { limit: page < 3 ? 2 : 1000, ...(cursor && { cursor }) }
      const answer = await server.ok('com.atproto.sync.listRepos', { params })
      for (const one of answer.repos) {
        assert.ok(!repos.has(one.did), `${one.did} twice`)
        repos.set(one.did, one)
      }
      cursor = answer.cursor
      if (!cursor) break
    }
    for (const one of await world.accounts) {
      const { cid, rev } = await new Repo(server, one).latest()
      const { head, rev: listedRev, active } = repos.get(one.did) ?? {}
      assert.deepEqual({ head, rev: listedRev, active }, { head: cid, rev, active: true })
    }
  })

  await check('listRepos with a bad cursor or limit: InvalidRequest', async () => {
    for (const params of [{ cursor: 'abc' }, { cursor: '::' }, { limit: 0 }, { limit: 1001 }]) {
      await server.refused('com.atproto.sync.listRepos', { params }, 400, 'InvalidRequest')
    }
  })

  await check('sync methods for a repo nobody has: RepoNotFound', async () => {
    const cid = (await cidForRecord({})).toString()
    const more = { getRecord: { collection: note, rkey: 'a' }, getBlocks: { cids: [cid] } }
    for (const method of ['getRepo', 'getRecord', 'getBlocks', 'getLatestCommit', 'getRepoStatus', 'listBlobs']) {
      const params = { did: nobody, ...more[method] }
      await server.refused(`com.atproto.sync.${method}`, { params }, 400, 'RepoNotFound')
    }
  })

  await check('sync methods without a DID, or with a bad one: InvalidRequest', async () => {
    for (const method of ['getRepo', 'getLatestCommit', 'getRepoStatus', 'listBlobs']) {
      await server.refused(`com.atproto.sync.${method}`, {}, 400, 'InvalidRequest')
      await server.refused(`com.atproto.sync.${method}`, { params: { did: 'nope' } }, 400, 'InvalidRequest')
    }
  })
}
