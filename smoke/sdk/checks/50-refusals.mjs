import assert from 'node:assert/strict'
import { declined } from '../lib/server.mjs'
import { Repo, post, rkeyOf } from '../lib/repo.mjs'

const note = 'com.example.smoke.note'
const nobody = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const createRecord = 'com.atproto.repo.createRecord'

export default async function ({ check, server, world }) {
  const account = await world.account('refusals')
  const { did, token } = account
  const repo = new Repo(server, account)
  await repo.create({ collection: note, rkey: 'here', record: { n: 1 } })
  const json = { 'content-type': 'application/json' }
  const refuseRecord = (record, ...names) => repo.refused('createRecord', { collection: note, record }, 400, ...names)

  await check('broken JSON: 400 InvalidRequest', async () => {
    for (const body of ['', '{', '{"repo":', 'repo=me', '{"repo":"a"} trailing', '\u0000', '{"a":1,}']) {
      await server.refused(createRecord, { body, token, headers: json }, 400, 'InvalidRequest')
    }
    const notUtf8 = Buffer.from('{"repo":"\xff\xfe"}', 'latin1')
    await server.refused(createRecord, { body: notUtf8, token, headers: json }, 400, 'InvalidRequest')
  })

  await check('JSON of the wrong shape: 400 InvalidRequest', async () => {
    const good = { repo: did, collection: note, record: { n: 1 } }
    const bad = [
      [],
      'text',
      7,
      null,
      {},
      { ...good, repo: 7 },
      { ...good, collection: ['a'] },
      { ...good, record: 'text' },
      { ...good, record: [1] },
      { ...good, record: null },
      { ...good, rkey: 5 },
      { ...good, validate: 'yes' },
      { ...good, swapCommit: 'no-cid' },
    ]
    for (const one of bad) await server.refused(createRecord, { json: one, token }, 400, 'InvalidRequest')
  })

  await check('a body of another content type: 400', async () => {
    const body = JSON.stringify({ repo: did, collection: note, record: { n: 1 } })
    for (const type of ['text/plain', 'application/xml']) {
      const headers = { 'content-type': type }
      await server.refused(createRecord, { body, token, headers }, [400, 415])
    }
  })

  await check('JSON ten thousand levels deep: 400', async () => {
    const body = `{"repo":"${did}","collection":"${note}","record":{"d":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`
    await server.refused(createRecord, { body, token, headers: json }, 400)
  })

  await check('values outside the data model: 400', async () => {
    const bad = [
      { n: 1.5 },
      { bytes: { $bytes: '***' } },
      { bytes: { $bytes: 7 } },
      { link: { $link: 'nope' } },
      { link: { $link: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a', more: 1 } },
      { inner: { $type: 7 } },
      { inner: { $type: '' } },
    ]
    for (const record of bad) await refuseRecord(record)
  })

  await check('integers beyond 2^53: 400', async () => {
    for (const number of ['9007199254740993', '-9007199254740993', '1e400', '123456789012345678901234567890']) {
      const body = `{"repo":"${did}","collection":"${note}","record":{"n":${number}}}`
      await server.refused(createRecord, { body, token, headers: json }, 400, 'InvalidRequest')
    }
  })

  await check('a $type other than the collection: 400', async () => {
    await refuseRecord({ $type: 'com.example.smoke.other', n: 1 }, 'InvalidRequest')
  })

  await check('collections and keys out of shape: 400 InvalidRequest', async () => {
    const record = { n: 1 }
    for (const collection of ['', 'note', 'com.example', 'com.example.no/te', 'com.example.3', 'x'.repeat(400)]) {
      await repo.refused('createRecord', { collection, record }, 400, 'InvalidRequest')
    }
    for (const rkey of ['.', '..', 'a/b', 'a b', 'ключ', 'x'.repeat(513), '#', '']) {
      await repo.refused('createRecord', { collection: note, rkey, record }, 400, 'InvalidRequest')
    }
  })

  await check('a record over 1 MB is refused', async () => {
    for (const size of [1_050_000, 3_000_000]) {
      const input = { collection: note, record: { text: 'x'.repeat(size) } }
      await repo.refused('createRecord', input, [400, 413], 'InvalidRequest', 'PayloadTooLarge')
    }
  })

  await check('the repo of another account: 401', async () => {
    const neighbour = await world.account('neighbour')
    const theirs = new Repo(server, neighbour)
    const before = await theirs.latest()
    const target = { repo: neighbour.did, collection: note }
    const refuse = (method, input) =>
      server.refused(
        `com.atproto.repo.${method}`,
        { token, json: { ...target, ...input } },
        401,
        'AuthenticationRequired',
      )
    await refuse('createRecord', { record: { n: 1 } })
    await refuse('createRecord', { repo: neighbour.handle, record: { n: 1 } })
    await refuse('putRecord', { rkey: 'a', record: { n: 1 } })
    await refuse('deleteRecord', { rkey: 'a' })
    await refuse('applyWrites', {
      writes: [{ $type: 'com.atproto.repo.applyWrites#delete', collection: note, rkey: 'a' }],
    })
    assert.deepEqual(await theirs.latest(), before)
  })

  await check('a repo nobody has', async () => {
    await server.refused(createRecord, { token, json: { repo: nobody, collection: note, record: {} } }, [400, 401, 403])
    const params = { repo: nobody, collection: note, rkey: 'a' }
    await server.refused('com.atproto.repo.getRecord', { params }, 400)
  })

  await check('getRecord of what is not there, or not asked properly', async () => {
    await repo.absent(note, 'nothing')
    const good = { repo: did, collection: note, rkey: 'here' }
    for (const more of [{ collection: 'nope' }, { rkey: 'a/b' }, { repo: 'no one' }, { cid: 'no-cid' }]) {
      await server.refused('com.atproto.repo.getRecord', { params: { ...good, ...more } }, 400, 'InvalidRequest')
    }
    await server.refused('com.atproto.repo.getRecord', { params: { repo: did } }, 400, 'InvalidRequest')
  })

  await check('after all of it, the account still writes', async () => {
    const made = await repo.create({ collection: 'app.bsky.feed.post', record: post('still here') })
    await repo.get('app.bsky.feed.post', rkeyOf(made.uri))
    assert.equal((await repo.list(note)).records.length, 1)
  })

  await check('no input is answered with a 500', async () => {
    const methods = ['repo.createRecord', 'repo.putRecord', 'repo.deleteRecord', 'repo.applyWrites', 'repo.uploadBlob']
    methods.push('server.createAccount', 'server.createSession', 'server.refreshSession', 'server.deleteSession')
    const bodies = [undefined, '', 'null', '[]', '"text"', '{"repo":{}}', '{"writes":{}}', '{"writes":[null]}', '\xff']
    for (const method of methods) {
      for (const body of bodies) {
        const call = { method: 'POST', body, token, headers: body === undefined ? {} : json }
        const answer = await server.xrpc(`com.atproto.${method}`, call)
        if (method === 'repo.uploadBlob' && answer.status === 200) continue
        declined(answer, [400, 401, 413, 415])
      }
    }
    const odd = ['\u0000', '%', '日本', "' OR 1=1 --", 'did:plc:', 'did:web:../..', 'x'.repeat(500)]
    for (const value of odd) {
      for (const method of ['repo.describeRepo', 'repo.listRecords', 'repo.getRecord']) {
        const params = { repo: value, collection: value, rkey: value }
        declined(await server.xrpc(`com.atproto.${method}`, { params }), 400)
      }
      for (const method of [
        'getRepo',
        'getRecord',
        'getBlocks',
        'getBlob',
        'listBlobs',
        'getRepoStatus',
        'getLatestCommit',
      ]) {
        const params = { did: value, cid: value, cids: value, since: value, collection: value, rkey: value }
        declined(await server.xrpc(`com.atproto.sync.${method}`, { params }), 400)
      }
    }
  })
}
