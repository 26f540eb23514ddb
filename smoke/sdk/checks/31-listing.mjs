import assert from 'node:assert/strict'
import { Repo, rkeyOf } from '../lib/repo.mjs'

const note = 'com.example.smoke.note'
const listRecords = 'com.atproto.repo.listRecords'

export default async function ({ check, server, world }) {
  const account = await world.account('listing')
  const repo = new Repo(server, account)
  const made = []
  for (let n = 0; n < 25; n++) made.push(await repo.create({ collection: note, record: { n } }))
  await repo.create({ collection: `${note}book`, record: { n: 'a neighbouring collection' } })
  const params = { repo: account.did, collection: note }

  await check('listRecords: 25 records in pages of 10, newest first', async () => {
    const { records, pages } = await repo.list(note, { limit: 10 })
    assert.deepEqual(
      records.map((r) => r.uri),
      made.map((m) => m.uri).reverse(),
    )
    assert.deepEqual(pages.slice(0, 3), [10, 10, 5])
    assert.deepEqual(
      records.map((r) => r.value.n),
      made.map((_, i) => 24 - i),
    )
  })

  await check('listRecords reverse: oldest first', async () => {
    const { records, pages } = await repo.list(note, { limit: 10, reverse: true })
    assert.deepEqual(
      records.map((r) => r.uri),
      made.map((m) => m.uri),
    )
    assert.deepEqual(pages.slice(0, 3), [10, 10, 5])
  })

  await check('listRecords: each record as getRecord gives it', async () => {
    const { records } = await repo.list(note)
    for (const record of records.slice(0, 3)) assert.deepEqual(await repo.get(note, rkeyOf(record.uri)), record)
  })

  await check('listRecords by handle, 50 at a time when nothing is said', async () => {
    const page = await server.ok(listRecords, { params: { ...params, repo: account.handle } })
    assert.equal(page.records.length, 25)
  })

  await check('a record that goes while one pages does not disturb the rest', async () => {
    const first = await server.ok(listRecords, { params: { ...params, limit: 5 } })
    await repo.delete({ collection: note, rkey: rkeyOf(first.records[4].uri) })
    const second = await server.ok(listRecords, { params: { ...params, limit: 5, cursor: first.cursor } })
    assert.deepEqual(
      second.records.map((r) => r.value.n),
      [19, 18, 17, 16, 15],
    )
  })

  await check('listRecords of an empty collection', async () => {
    const page = await server.ok(listRecords, { params: { ...params, collection: 'com.example.smoke.none' } })
    assert.deepEqual(page.records, [])
    assert.equal(page.cursor, undefined)
  })

  await check('listRecords: limits outside 1 to 100, no collection, a bad one: InvalidRequest', async () => {
    for (const more of [
      { limit: 0 },
      { limit: 101 },
      { limit: -1 },
      { limit: 'ten' },
      { collection: 'nope' },
      { reverse: 'maybe' },
    ]) {
      await server.refused(listRecords, { params: { ...params, ...more } }, 400, 'InvalidRequest')
    }
    await server.refused(listRecords, { params: { repo: account.did } }, 400, 'InvalidRequest')
  })

  await check('listRecords of nobody: 400', async () => {
    await server.refused(listRecords, { params: { ...params, repo: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' } }, 400)
  })
}
