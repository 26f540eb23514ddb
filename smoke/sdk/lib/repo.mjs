import assert from 'node:assert/strict'
import { readCarWithRoot, verifyRepoCar } from '@atproto/repo'

/** What the checks write, and how they look at a repo from outside. */
export class Repo {
  constructor(server, account) {
    Object.assign(this, { server, account, did: account.did })
  }

  #post(method, input) {
    return { call: [`com.atproto.repo.${method}`, { token: this.account.token, json: { repo: this.did, ...input } }] }
  }

  create(input) {
    return this.server.ok(...this.#post('createRecord', input).call)
  }

  put(input) {
    return this.server.ok(...this.#post('putRecord', input).call)
  }

  delete(input) {
    return this.server.ok(...this.#post('deleteRecord', input).call)
  }

  applyWrites(writes, rest = {}) {
    return this.server.ok(...this.#post('applyWrites', { writes, ...rest }).call)
  }

  get(collection, rkey) {
    return this.server.ok('com.atproto.repo.getRecord', { params: { repo: this.did, collection, rkey } })
  }

  /** A write that must be declined, and must leave the head where it was. */
  async refused(method, input, status, ...names) {
    const before = await this.latest()
    const [nsid, call] = this.#post(method, input).call
    const answer = await this.server.refused(nsid, call, status, ...names)
    assert.deepEqual(await this.latest(), before, 'the refused write moved the head')
    return answer
  }

  async absent(collection, rkey) {
    const params = { repo: this.did, collection, rkey }
    await this.server.refused('com.atproto.repo.getRecord', { params }, 400, 'RecordNotFound')
  }

  latest() {
    return this.server.ok('com.atproto.sync.getLatestCommit', { params: { did: this.did } })
  }

  /** Bytes of a CAR that some sync method serves. */
  async car(method, params) {
    const { status, headers, bytes, json } = await this.server.xrpc(`com.atproto.sync.${method}`, {
      params: { did: this.did, ...params },
    })
    assert.equal(status, 200, `${method}: ${status} ${json?.error}: ${json?.message}`)
    assert.match(headers.get('content-type'), /^application\/vnd\.ipld\.car/)
    return new Uint8Array(bytes)
  }

  /** The exported repo, its signature and whole tree verified with the key of the DID document. */
  async verified() {
    const bytes = await this.car('getRepo')
    const { creates, commit } = await verifyRepoCar(bytes, this.did, await this.account.signingKey())
    const { root, blocks } = await readCarWithRoot(bytes)
    assert.equal(root.toString(), commit.cid.toString())
    const records = new Map(creates.map((c) => [`${c.collection}/${c.rkey}`, c.cid.toString()]))
    return { bytes, blocks, commit, records }
  }

  /** Every record of a collection, page by page. */
  async list(collection, { limit = 100, reverse = false } = {}) {
    const records = []
    const pages = []
    let cursor
    do {
      const page = await this.server.ok('com.atproto.repo.listRecords', {
        params: { repo: this.did, collection, limit, reverse, ...(cursor && { cursor }) },
      })
      assert.ok(page.records.length <= limit, `a page of ${page.records.length}, limit ${limit}`)
      assert.ok(!page.cursor || page.cursor !== cursor, 'the cursor stands still')
      pages.push(page.records.length)
      records.push(...page.records)
      cursor = page.cursor
    } while (cursor && pages.length < 1000)
    return { records, pages }
  }
}

export const now = () => new Date().toISOString()
export const post = (text, more = {}) => ({ $type: 'app.bsky.feed.post', text, createdAt: now(), ...more })
export const rkeyOf = (uri) => uri.split('/').pop()
