import assert from 'node:assert/strict'
import { jsonToLex } from '@atproto/api'
import { cidForRecord } from '@atproto/repo'
import { TID } from '@atproto/common-web'
import { Repo, now, post, rkeyOf } from '../lib/repo.mjs'

const feedPost = 'app.bsky.feed.post'
const feedLike = 'app.bsky.feed.like'
const note = 'com.example.smoke.note'

export default async function ({ check, server, world }) {
  const account = await world.account('records')
  const { agent, did, handle } = account
  const repo = new Repo(server, account)

  await check('profile put through the SDK', async () => {
    await agent.upsertProfile(() => ({ displayName: 'Recorder', description: 'first' }))
    await agent.upsertProfile((old) => ({ ...old, description: 'second' }))
    const { value } = await repo.get('app.bsky.actor.profile', 'self')
    assert.equal(value.displayName, 'Recorder')
    assert.equal(value.description, 'second')
  })

  await check('post: URI, CID, commit and a time-ordered key', async () => {
    const record = post('with ünïcödé, 🌩 and a "quote"', { langs: ['en'] })
    const made = await repo.create({ collection: feedPost, record })
    assert.match(made.uri, new RegExp(`^at://${did}/app\\.bsky\\.feed\\.post/[2-7a-z]{13}$`))
    assert.ok(TID.is(rkeyOf(made.uri)) && TID.is(made.commit.rev))
    assert.equal(made.cid, (await cidForRecord(record)).toString())
    assert.deepEqual(await repo.latest(), made.commit)
    assert.deepEqual((await repo.get(feedPost, rkeyOf(made.uri))).value, record)
  })

  await check('keys and revisions rise', async () => {
    const made = []
    for (let i = 0; i < 5; i++) made.push(await repo.create({ collection: feedPost, record: post(`rising ${i}`) }))
    const rising = (list) => list.every((value, i) => i === 0 || list[i - 1] < value)
    assert.ok(rising(made.map((m) => rkeyOf(m.uri))), 'keys')
    assert.ok(rising(made.map((m) => m.commit.rev)), 'revisions')
  })

  await check('like of the own post, by strong reference', async () => {
    const { uri, cid } = await agent.post({ text: 'likeable' })
    const like = await agent.like(uri, cid)
    const { value } = await repo.get(feedLike, rkeyOf(like.uri))
    assert.deepEqual(value.subject, { uri, cid })
    await agent.deleteLike(like.uri)
    await repo.absent(feedLike, rkeyOf(like.uri))
  })

  await check('a second like of the same post takes the place of the first', async () => {
    const subject = await agent.post({ text: 'liked twice' }).then(({ uri, cid }) => ({ uri, cid }))
    const record = { $type: feedLike, subject, createdAt: now() }
    const first = await repo.create({ collection: feedLike, record })
    const second = await repo.create({ collection: feedLike, record })
    await repo.absent(feedLike, rkeyOf(first.uri))
    await repo.get(feedLike, rkeyOf(second.uri))
  })

  await check('getRecord by handle, and by CID', async () => {
    const { uri, cid } = await agent.post({ text: 'found by handle' })
    const params = { repo: handle, collection: feedPost, rkey: rkeyOf(uri) }
    assert.equal((await server.ok('com.atproto.repo.getRecord', { params })).uri, uri)
    assert.equal((await server.ok('com.atproto.repo.getRecord', { params: { ...params, cid } })).cid, cid)
    const other = (await cidForRecord(post('another'))).toString()
    const call = { params: { ...params, cid: other } }
    await server.refused('com.atproto.repo.getRecord', call, 400, 'RecordNotFound')
  })

  await check('create under a key of our own; a taken key is 400', async () => {
    const made = await repo.create({ collection: note, rkey: 'own-key_1:~.', record: { n: 1 } })
    assert.equal(rkeyOf(made.uri), 'own-key_1:~.')
    const again = { collection: note, rkey: 'own-key_1:~.', record: { n: 2 } }
    await repo.refused('createRecord', again, 400, 'InvalidRequest')
    assert.equal((await repo.get(note, 'own-key_1:~.')).value.n, 1)
  })

  await check('a missing $type is filled in', async () => {
    const made = await repo.create({ collection: note, record: { text: 'untyped' } })
    assert.equal((await repo.get(note, rkeyOf(made.uri))).value.$type, note)
  })

  await check('values survive: null, empty, nested, numbers to 2^53, bytes, links', async () => {
    const record = {
      $type: note,
      nothing: null,
      empty: { list: [], map: {}, text: '' },
      numbers: [0, -1, 23, 24, 255, 256, 65536, -4294967297, 2 ** 53 - 1, -(2 ** 53 - 1)],
      bytes: { $bytes: 'AAEC/w' },
      link: { $link: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a' },
      keys: { b: 1, aa: 2, a: 3, ключ: 4 },
      deep: [[[[{ flag: true }]]]],
    }
    const made = await repo.create({ collection: note, rkey: 'values', record })
    assert.deepEqual((await repo.get(note, 'values')).value, record)
    assert.equal(made.cid, (await cidForRecord(jsonToLex(record))).toString())
  })

  await check('put creates, then replaces', async () => {
    const first = await repo.put({ collection: note, rkey: 'put', record: { n: 1 } })
    const second = await repo.put({ collection: note, rkey: 'put', record: { n: 2 } })
    assert.notEqual(first.cid, second.cid)
    assert.equal((await repo.get(note, 'put')).value.n, 2)
  })

  await check('put of identical content answers without a commit', async () => {
    await repo.put({ collection: note, rkey: 'same', record: { n: 1 } })
    const before = await repo.latest()
    const again = await repo.put({ collection: note, rkey: 'same', record: { n: 1 } })
    assert.equal(again.commit, undefined)
    assert.equal(again.cid, (await repo.get(note, 'same')).cid)
    assert.deepEqual(await repo.latest(), before)
  })

  await check('put with swapRecord: the right one passes, a wrong one is InvalidSwap', async () => {
    const first = await repo.put({ collection: note, rkey: 'swap', record: { n: 1 }, swapRecord: null })
    const second = await repo.put({ collection: note, rkey: 'swap', record: { n: 2 }, swapRecord: first.cid })
    for (const swapRecord of [first.cid, null]) {
      const input = { collection: note, rkey: 'swap', record: { n: 3 }, swapRecord }
      await repo.refused('putRecord', input, 400, 'InvalidSwap')
    }
    assert.equal((await repo.get(note, 'swap')).cid, second.cid)
  })

  await check('swapCommit: the head passes, an older commit is InvalidSwap', async () => {
    const { cid: head } = await repo.latest()
    await repo.create({ collection: note, record: { n: 1 }, swapCommit: head })
    const stale = { swapCommit: head, collection: note, rkey: 'stale' }
    await repo.refused('createRecord', { ...stale, record: { n: 2 } }, 400, 'InvalidSwap')
    await repo.refused('putRecord', { ...stale, record: { n: 2 } }, 400, 'InvalidSwap')
    await repo.refused('deleteRecord', { ...stale, rkey: 'put' }, 400, 'InvalidSwap')
    const writes = [{ $type: 'com.atproto.repo.applyWrites#delete', collection: note, rkey: 'put' }]
    await repo.refused('applyWrites', { swapCommit: head, writes }, 400, 'InvalidSwap')
  })

  await check('delete: the record is gone; deleting nothing answers without a commit', async () => {
    const { uri } = await repo.create({ collection: note, record: { n: 1 } })
    const rkey = rkeyOf(uri)
    const gone = await repo.delete({ collection: note, rkey })
    assert.deepEqual(await repo.latest(), gone.commit)
    await repo.absent(note, rkey)
    assert.equal((await repo.delete({ collection: note, rkey })).commit, undefined)
    assert.deepEqual(await repo.latest(), gone.commit)
  })

  await check('delete with swapRecord: a wrong one is InvalidSwap, the right one passes', async () => {
    const { uri, cid } = await repo.create({ collection: note, record: { n: 1 } })
    const target = { collection: note, rkey: rkeyOf(uri) }
    const wrong = (await cidForRecord({ n: 2 })).toString()
    await repo.refused('deleteRecord', { ...target, swapRecord: wrong }, 400, 'InvalidSwap')
    assert.ok((await repo.delete({ ...target, swapRecord: cid })).commit)
  })
}
