import assert from 'node:assert/strict'
import { Repo, rkeyOf } from '../lib/repo.mjs'

const note = 'com.example.smoke.note'
const type = (kind) => ({ $type: `com.atproto.repo.applyWrites#${kind}`, collection: note })
const create = (value, rkey) => ({ ...type('create'), value, ...(rkey && { rkey }) })
const update = (rkey, value) => ({ ...type('update'), rkey, value })
const remove = (rkey) => ({ ...type('delete'), rkey })

export default async function ({ check, server, world }) {
  const repo = new Repo(server, await world.account('batches'))
  await repo.applyWrites([create({ n: 1 }, 'one'), create({ n: 2 }, 'two')])

  await check('applyWrites: create, update and delete in one commit, results typed', async () => {
    const { commit, results } = await repo.applyWrites([create({ n: 3 }), update('one', { n: 11 }), remove('two')])
    assert.deepEqual(
      results.map((r) => r.$type),
      ['createResult', 'updateResult', 'deleteResult'].map((name) => `com.atproto.repo.applyWrites#${name}`),
    )
    assert.deepEqual(await repo.latest(), commit)
    const created = await repo.get(note, rkeyOf(results[0].uri))
    assert.deepEqual([created.cid, created.value.n], [results[0].cid, 3])
    assert.deepEqual((await repo.get(note, 'one')).cid, results[1].cid)
    await repo.absent(note, 'two')
  })

  await check('applyWrites of 200 records is one commit', async () => {
    const before = await repo.list(note)
    const { results } = await repo.applyWrites(Array.from({ length: 200 }, (_, n) => create({ n })))
    assert.equal(new Set(results.map((r) => r.uri)).size, 200)
    assert.equal((await repo.list(note)).records.length, before.records.length + 200)
  })

  await check('201 writes are refused', async () => {
    const writes = Array.from({ length: 201 }, (_, n) => create({ n }))
    await repo.refused('applyWrites', { writes }, 400, 'InvalidRequest')
  })

  await check('more than 2 MB of new blocks is refused', async () => {
    const writes = Array.from({ length: 5 }, (_, n) => create({ n, text: 'x'.repeat(480_000) }))
    await repo.refused('applyWrites', { writes }, [400, 413])
  })

  await check('one bad write, and none is made', async () => {
    const good = create({ n: 1 }, 'good')
    const bad = [
      create({ n: 1 }, 'one'),
      create({ n: 1.5 }),
      create({ n: 1 }, 'bad key'),
      update('no-such-record', { n: 1 }),
      { ...type('create'), collection: 'nope', value: {} },
      { $type: 'com.example.smoke.what', collection: note, rkey: 'one' },
      { collection: note, rkey: 'one' },
    ]
    for (const write of bad) await repo.refused('applyWrites', { writes: [good, write] }, 400)
    await repo.absent(note, 'good')
  })

  await check('many writers at once on one account: every write counted, one head', async () => {
    const rkeys = Array.from({ length: 24 }, (_, n) => `together-${n}`)
    const made = await Promise.all(rkeys.map((rkey) => repo.create({ collection: note, rkey, record: { rkey } })))
    const revs = made.map((m) => m.commit.rev).sort()
    assert.equal(new Set(revs).size, rkeys.length, 'each has a revision of its own')
    assert.equal((await repo.latest()).rev, revs.at(-1))
    const { records } = await repo.verified()
    for (const [i, rkey] of rkeys.entries()) assert.equal(records.get(`${note}/${rkey}`), made[i].cid)
  })

  await check('of many swaps on one record exactly one wins', async () => {
    const { cid } = await repo.put({ collection: note, rkey: 'contended', record: { n: 0 } })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        server.xrpc('com.atproto.repo.putRecord', {
          token: repo.account.token,
          json: { repo: repo.did, collection: note, rkey: 'contended', record: { n: n + 1 }, swapRecord: cid },
        }),
      ),
    )
    assert.equal(answers.filter((a) => a.status === 200).length, 1)
    assert.equal(answers.filter((a) => a.status === 400 && a.json.error === 'InvalidSwap').length, 7)
  })
}
