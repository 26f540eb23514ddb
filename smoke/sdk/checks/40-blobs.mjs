import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { CID } from 'multiformats/cid'
import { code as raw } from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { Repo, post, rkeyOf } from '../lib/repo.mjs'
import { png } from '../lib/png.mjs'

const feedPost = 'app.bsky.feed.post'
const note = 'com.example.smoke.note'
const uploadBlob = 'com.atproto.repo.uploadBlob'
const getBlob = 'com.atproto.sync.getBlob'
const cidOf = async (bytes) => CID.createV1(raw, await sha256.digest(bytes)).toString()

export default async function ({ check, server, world }) {
  const account = await world.account('blobs')
  const { agent, did, token } = account
  const repo = new Repo(server, account)
  const image = png(16, 40, 80, 160)
  const fetchBlob = (ref) => server.xrpc(getBlob, { params: { did, cid: ref.$link } })
  const missing = (ref) => server.refused(getBlob, { params: { did, cid: ref.$link } }, 400, 'BlobNotFound')
  const upload = async (body, type) => {
    const headers = { 'content-type': type }
    return (await server.ok(uploadBlob, { token, body, headers })).blob
  }
  const listed = async () => (await server.ok('com.atproto.sync.listBlobs', { params: { did } })).cids

  await check('uploadBlob through the SDK', async () => {
    const { data } = await agent.uploadBlob(image, { encoding: 'image/png' })
    assert.equal(data.blob.mimeType, 'image/png')
    assert.equal(data.blob.size, image.length)
    assert.equal(data.blob.ref.toString(), await cidOf(image))
  })

  await check('an upload is not served before a record refers to it', async () => {
    const blob = await upload(png(3, 1, 2, 3), 'image/png')
    await missing(blob.ref)
    assert.ok(!(await listed()).includes(blob.ref.$link))
  })

  await check('post with an image; getBlob gives the same bytes, with safe headers', async () => {
    const { data } = await agent.uploadBlob(image, { encoding: 'image/png' })
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: 'a blue square', image: data.blob }] }
    const { uri } = await agent.post({ text: 'look', embed })
    const { value } = await repo.get(feedPost, rkeyOf(uri))
    const { ref } = value.embed.images[0].image
    assert.equal(ref.$link, data.blob.ref.toString())
    const { status, headers, bytes } = await fetchBlob(ref)
    assert.equal(status, 200)
    assert.ok(bytes.equals(image))
    assert.equal(headers.get('content-type'), 'image/png')
    assert.equal(headers.get('content-length'), String(image.length))
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.match(headers.get('content-security-policy'), /default-src 'none'; sandbox/)
    assert.match(headers.get('content-disposition'), /^attachment; filename="?bafkrei/)
    assert.ok((await listed()).includes(ref.$link))
  })

  await check('the sniffed type beats the declared one', async () => {
    assert.equal((await upload(png(4, 9, 9, 9), 'application/octet-stream')).mimeType, 'image/png')
    assert.equal((await upload(png(4, 8, 8, 8), 'image/jpeg')).mimeType, 'image/png')
  })

  await check('a blob of 1.5 MB, byte for byte', async () => {
    const body = randomBytes(1_500_000)
    const blob = await upload(body, 'application/octet-stream')
    assert.deepEqual([blob.$type, blob.size], ['blob', body.length])
    await repo.create({ collection: note, record: { blob } })
    assert.ok((await fetchBlob(blob.ref)).bytes.equals(body))
  })

  await check('a blob goes with the last record that held it', async () => {
    const blob = await upload(png(5, 7, 7, 7), 'image/png')
    const first = await repo.create({ collection: note, record: { blob, n: 1 } })
    const second = await repo.create({ collection: note, record: { blob, n: 2 } })
    await repo.delete({ collection: note, rkey: rkeyOf(first.uri) })
    assert.equal((await fetchBlob(blob.ref)).status, 200)
    await repo.put({ collection: note, rkey: rkeyOf(second.uri), record: { n: 3 } })
    await missing(blob.ref)
    assert.ok(!(await listed()).includes(blob.ref.$link))
  })

  await check('a removed blob may be uploaded and used again', async () => {
    const blob = await upload(png(5, 7, 7, 7), 'image/png')
    await repo.create({ collection: note, record: { blob } })
    assert.equal((await fetchBlob(blob.ref)).status, 200)
  })

  await check('a record with a blob never uploaded: BlobNotFound', async () => {
    const ref = { $link: await cidOf(randomBytes(20)) }
    const record = { blob: { $type: 'blob', ref, mimeType: 'image/png', size: 20 } }
    await repo.refused('createRecord', { collection: note, record }, 400, 'BlobNotFound')
  })

  await check('a reference that lies about type or size: InvalidMimeType, InvalidSize', async () => {
    const blob = await upload(png(6, 5, 5, 5), 'image/png')
    const record = (lie) => ({ embedded: [{ blob: { ...blob, ...lie } }] })
    await repo.refused(
      'createRecord',
      { collection: note, record: record({ mimeType: 'image/gif' }) },
      400,
      'InvalidMimeType',
    )
    await repo.refused(
      'createRecord',
      { collection: note, record: record({ size: blob.size + 1 }) },
      400,
      'InvalidSize',
    )
  })

  await check("another account's upload is no blob of ours", async () => {
    const blob = await upload(png(7, 4, 4, 4), 'image/png')
    const neighbour = new Repo(server, await world.account('neighbour'))
    await neighbour.refused('createRecord', { collection: note, record: { blob } }, 400, 'BlobNotFound')
  })

  await check('blob forms out of use or out of shape: 400', async () => {
    const { ref, mimeType, size } = await upload(png(8, 3, 3, 3), 'image/png')
    const bad = [
      { cid: ref.$link, mimeType },
      { $type: 'blob', ref: ref.$link, mimeType, size },
      { $type: 'blob', ref, mimeType, size: String(size) },
      { $type: 'blob', ref, size },
    ]
    for (const blob of bad) await repo.refused('createRecord', { collection: note, record: { blob } }, 400)
  })

  await check('listBlobs in pages', async () => {
    const all = await listed()
    assert.ok(all.length >= 3, `${all.length} blobs`)
    const paged = []
    let cursor
    do {
      const params = { did, limit: 2, ...(cursor && { cursor }) }
      const page = await server.ok('com.atproto.sync.listBlobs', { params })
      assert.ok(page.cids.length <= 2)
      paged.push(...page.cids)
      cursor = page.cursor
    } while (cursor && paged.length <= all.length)
    assert.deepEqual(paged.sort(), all.sort())
  })

  await check('refused: uploads without a login, blobs of nobody, bad CIDs', async () => {
    const headers = { 'content-type': 'image/png' }
    await server.refused(uploadBlob, { body: image, headers }, 401, 'AuthenticationRequired')
    const cid = await cidOf(image)
    await server.refused(getBlob, { params: { did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', cid } }, 400)
    await server.refused(getBlob, { params: { did, cid: 'no-cid' } }, 400, 'InvalidRequest')
    await server.refused(getBlob, { params: { did, cid: '../../account.sqlite' } }, 400, 'InvalidRequest')
  })
}
