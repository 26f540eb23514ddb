import assert from 'node:assert/strict'
import { cborToLexRecord, def, MemoryBlockstore, MST, readCarWithRoot, verifyCommitSig } from '@atproto/repo'

/** Follows one repo from its commits alone, trusting nothing but the signing key, as a relay does. */
export class Replay {
  rev = null
  data = null
  commits = 0
  records = new Map()

  constructor(did, key) {
    this.did = did
    this.key = key
  }

  async take(event) {
    const name = `#commit ${event.seq}`
    assert.equal(event.rebase, false, name)
    assert.equal(event.tooBig, false, name)
    assert.deepEqual(event.blobs, [], name)
    assert.ok(event.blocks.length <= 2_000_000, `${name}: ${event.blocks.length} bytes of blocks`)
    assert.ok(event.ops.length <= 200, `${name}: ${event.ops.length} ops`)

    const { root, blocks } = await readCarWithRoot(event.blocks)
    const store = new MemoryBlockstore(blocks)
    const commit = await store.readObj(root, def.commit)
    assert.ok(root.equals(event.commit), `${name}: the CAR's root is another commit`)
    assert.equal(commit.did, this.did, name)
    assert.equal(commit.rev, event.rev, name)
    assert.ok(await verifyCommitSig(commit, this.key), `${name}: signature`)

    this.#follows(event, name)
    for (const op of event.ops) this.#apply(op, blocks, name)
    await this.#inverts(event, commit, store, name)
    this.rev = event.rev
    this.data = commit.data
    this.commits++
  }

  /** `since` and `prevData` name the commit before, and revisions rise. */
  #follows(event, name) {
    assert.equal(event.since, this.rev, `${name}: since`)
    assert.equal(event.prevData?.toString(), this.data?.toString(), `${name}: prevData`)
    assert.ok(this.rev === null || event.rev > this.rev, `${name}: rev`)
  }

  #apply({ action, path, cid, prev }, blocks, name) {
    const known = this.records.get(path)
    const where = `${name} ${action} ${path}`
    assert.equal(prev?.toString(), known, `${where}: prev`)
    if (action === 'delete') {
      assert.equal(cid, null, where)
      this.records.delete(path)
      return
    }
    assert.equal(known === undefined, action === 'create', where)
    cborToLexRecord(blocks.get(cid) ?? assert.fail(`${where}: record block missing`))
    this.records.set(path, cid.toString())
  }

  /** The ops undone, last first, on the partial tree of the event give the tree before. */
  async #inverts(event, commit, store, name) {
    let tree = MST.load(store, commit.data)
    for (const { action, path, cid, prev } of [...event.ops].reverse()) {
      const current = await tree.get(path)
      assert.equal(current?.toString(), cid?.toString(), `${name}: ${path} in the new tree`)
      if (action === 'create') tree = await tree.delete(path)
      if (action === 'update') tree = await tree.update(path, prev)
      if (action === 'delete') tree = await tree.add(path, prev)
    }
    if (event.prevData) {
      assert.equal((await tree.getPointer()).toString(), event.prevData.toString(), `${name}: inverted ops`)
    }
  }
}
